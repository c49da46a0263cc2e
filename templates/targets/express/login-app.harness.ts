// A small Express application for the tests of WebSockets: log in, write, read, log out.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'

export async function startLoginApp(sessions: RequestHandler): Promise<{ server: Server; origin: string }> {
  const app = express().use(sessions)
  app.post('/login', (request, response) => {
    request.session['user'] = 'ada'
    response.json({ id: request.session.id })
  })
  app.post('/set', (request, response) => {
    request.session['color'] = 'red'
    response.end()
  })
  app.post('/logout', (request, response, next) => {
    request.session.destroy().then(() => response.end(), next)
  })
  app.get('/me', (request, response) => {
    response.json(request.session)
  })
  const server = createServer(app)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
