// An application on emitted Express code in a process of its own, with a real Redis that a test takes away and gives back.
import { join } from 'node:path'
import { Caller, type Reply } from '../templates/contracts/contract-client.ts'
import { type RedisServer, startRedis, until } from '../templates/contracts/redis-servers.ts'
import type { CounterView, ProcessView } from '../templates/contracts/runtime-apps/express-counters.ts'
import { launch, runtimes } from '../templates/contracts/runtimes.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { SessionInput } from './config/schema.ts'
import { buildApplication, emitTree } from './runtime-builds.fixture.ts'

export interface CounterApplication {
  readonly redis: RedisServer
  readonly url: string
  /** What the process says of itself now. */
  look(): Promise<ProcessView>
  /** How many records there are. */
  recordCount(): Promise<number>
  /** A caller with a session of this user. */
  login(user: string): Promise<Caller>
  /** Settles when the application reads from the store again. */
  reconnected(caller: Caller): Promise<void>
  stop(): Promise<void>
}

/** @param config Beside the target and the backend, which are Express and Redis. */
export async function startCounters(config: SessionInput = {}): Promise<CounterApplication> {
  const folder = temporaryFolder('outages')
  // What it has acknowledged is on the disk: it has it again after it was killed.
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  const variables = { REDIS_URL: redis.url, NODE_ENV: 'production' }
  const index = await emitTree(join(folder.path, 'project'), 'express', { backend: 'redis', ...config })
  const runtime = runtimes.find(({ program }) => program === process.execPath)
  if (runtime === undefined) {
    throw new Error(`Node ${process.versions.node} is none of the runtimes that are tested`)
  }
  const built = await buildApplication(folder.path, index, 'express', runtime.name, variables, 'express-counters')
  const collecting = { ...runtime, args: (file: string) => ['--expose-gc', file] }
  const server = await launch(collecting, built.file, folder.path, variables)
  const own = new Caller(server.url)
  return {
    redis,
    url: server.url,
    look: async () => JSON.parse((await own.get('/process', { cookie: null })).text) as ProcessView,
    recordCount: async () => Number(await redis.command('dbsize')),
    async login(user) {
      const caller = new Caller(server.url)
      const reply = await caller.post(`/login?user=${user}`)
      if (reply.status !== 200) {
        throw new Error(`${user} could not log in: ${reply.status}\n${reply.text}`)
      }
      return caller
    },
    reconnected: (caller) => until(async () => counterIn(await caller.get('/count')).user !== null),
    async stop() {
      own.close()
      await server.stop()
      await redis.stop()
      folder.remove()
    },
  }
}

export function counterIn(reply: Reply): CounterView {
  return JSON.parse(reply.text) as CounterView
}
