// Counters in sessions on Express: each answer says whose session it was made from. Tests take the store away meanwhile.
import express, { type Request } from 'express'
import { listen } from '../../targets/express/express.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/express/express.ts'

/** What an answer says of the caller's session; null where the session has no such field, or the code no such member. */
export interface CounterView {
  readonly user: unknown
  readonly count: unknown
  readonly isAvailable: unknown
}

/** What the process says of itself, after a collection of garbage. */
export interface ProcessView {
  readonly pid: number
  readonly heapUsedBytes: number
  /** The messages of rejections that nobody handled. */
  readonly unhandled: readonly string[]
}

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const unhandled: string[] = []
  process.on('unhandledRejection', (reason) => void unhandled.push(String(reason)))
  // Without a log of its own: what is refused is refused thousands of times.
  const app = express().set('env', 'test').disable('etag')
  app.get('/process', (_request, response) => {
    if (globalThis.gc === undefined) {
      throw new Error('The process was started without --expose-gc')
    }
    globalThis.gc()
    const view: ProcessView = { pid: process.pid, heapUsedBytes: process.memoryUsage().heapUsed, unhandled }
    response.json(view)
  })
  app.use(sessions(options))
  app.post('/login', async (request, response) => {
    const session = await request.session.regenerate()
    Object.assign(session, { user: request.query['user'], count: 0 })
    response.json(viewOf(request))
  })
  app.post('/count', (request, response) => {
    request.session['count'] = Number(request.session['count'] ?? 0) + 1
    response.json(viewOf(request))
  })
  app.get('/count', (request, response) => {
    response.json(viewOf(request))
  })
  const { url } = await listen(app)
  console.log(url)
}

function viewOf({ session }: Request): CounterView {
  const read = (name: string): unknown => Reflect.get(session, name) ?? null
  return { user: read('user'), count: read('count'), isAvailable: read('isAvailable') }
}
