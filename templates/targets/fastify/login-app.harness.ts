// A small Fastify application for the tests of WebSockets: log in, write, read, log out.
import fastify, { type FastifyInstance } from 'fastify'
import type { sessions } from './fastify.ts'

/** Not listening yet: routes and plugins can be added. */
export function createLoginApp(session: ReturnType<typeof sessions>): FastifyInstance {
  const app = fastify({ forceCloseConnections: true })
  app.register(session)
  app.post('/login', (request) => {
    request.session['user'] = 'ada'
    return { id: request.session.id }
  })
  app.post('/set', async (request) => void (request.session['color'] = 'red'))
  app.post('/logout', async (request) => request.session.destroy())
  app.get('/me', (request) => ({ ...request.session }))
  return app
}
