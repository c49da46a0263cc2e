// The packages for messages that people already use: they work on emitted code unchanged, where it has no messages of its own.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fastifyFlash from '@fastify/flash'
import connectFlash from 'connect-flash'
import express, { type RequestHandler } from 'express'
import fastify, { type FastifyPluginAsync } from 'fastify'
import { afterAll, afterEach, expect, it } from 'vitest'
import { Caller } from '../templates/contracts/contract-client.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { listen as listenExpress } from '../templates/targets/express/express.harness.ts'
import { listen as listenFastify } from '../templates/targets/fastify/fastify.harness.ts'
import { packageRoot } from './emit/read-template.ts'
import { emitTree } from './runtime-builds.fixture.ts'

const folder = temporaryFolder('flash')
symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))

const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.stop()
  }
})
afterAll(() => folder.remove())

async function sessionsOf<T>(target: 'express' | 'fastify'): Promise<() => T> {
  const index = await emitTree(join(folder.path, target), target, { backend: 'memory' })
  return ((await import(/* @vite-ignore */ index)) as { sessions: () => T }).sessions
}

async function expectOnce(server: RunningServer): Promise<void> {
  running.push(server)
  const caller = new Caller(server.url)
  expect((await caller.get('/leave')).status).toBe(302)
  expect((await caller.get('/arrive')).text).toBe('["saved","and closed"]')
  expect((await caller.get('/arrive')).text).toBe('[]')
  caller.close()
}

it('S-L3 connect-flash: what it pushes into the session is there after the redirect, once', async () => {
  const sessions = await sessionsOf<RequestHandler>('express')
  const app = express().use(sessions()).use(connectFlash())
  app.get('/leave', (request, response) => {
    request.flash('info', 'saved')
    request.flash('info', 'and closed')
    response.redirect('/arrive')
  })
  app.get('/arrive', (request, response) => {
    response.json(request.flash('info'))
  })
  await expectOnce(await listenExpress(app))
})

it('S-L3 @fastify/flash: what is left in the session is there after the redirect, once', async () => {
  const sessions = await sessionsOf<FastifyPluginAsync>('fastify')
  const app = fastify({ forceCloseConnections: true })
  app.register(sessions())
  app.register(fastifyFlash)
  app.get('/leave', (request, reply) => {
    request.flash('info', 'saved')
    request.flash('info', 'and closed')
    return reply.redirect('/arrive')
  })
  app.get('/arrive', (_request, reply) => reply.send(reply.flash('info')))
  await expectOnce(await listenFastify(app))
})
