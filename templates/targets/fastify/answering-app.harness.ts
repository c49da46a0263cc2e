// A small Fastify application whose one route writes to the session, and then answers as a test wants it.
import fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { listen } from './fastify.harness.ts'
import { sessions } from './fastify.ts'

export interface AnsweringApp {
  /** Not listening yet: hooks and error handlers can be added. */
  readonly app: FastifyInstance
  readonly store: Observation
  /** The route `/`. */
  answer(handler: RouteHandlerMethod): void
  /** Starts the server. */
  listen(): Promise<Caller>
  close(): Promise<void>
}

export function createAnsweringApp(): AnsweringApp {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const app = fastify({ forceCloseConnections: true })
  app.register(sessions({ backend }))
  app.get('/read', (request) => ({ ...request.session }))
  let caller: Caller | null = null
  return {
    app,
    store,
    answer(handler) {
      app.get('/', { preHandler: async (request) => void (request.session['color'] = 'red') }, handler)
    },
    async listen() {
      caller = new Caller((await listen(app)).url)
      return caller
    },
    async close() {
      caller?.close()
      await app.close()
    },
  }
}
