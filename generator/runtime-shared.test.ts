// One session on several targets and runtimes at once: what one of them writes, each of the others reads.
import { randomBytes } from 'node:crypto'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Caller, sessionIn } from '../templates/contracts/contract-client.ts'
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { launch, type Runtime, type RuntimeName, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { type TargetName, targetNames } from '../templates/registry.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import { packageRoot } from './emit/read-template.ts'
import { buildApplication, emitTree, isProgram, runsOn } from './runtime-builds.fixture.ts'
import { PREPARE_MILLISECONDS, prepareTarget, type StartedTree, starts } from './target-starts.fixture.ts'

interface Place {
  readonly target: TargetName
  /** Null for what its framework builds: that answers in this process. */
  readonly runtime: Runtime | null
}

/** What an emitted index exports, of what is needed here. */
interface Tree extends StartedTree {
  readonly CookieBackend: new (options: { readonly secrets: string | undefined }) => SessionBackend
  readonly RedisBackend: new (client: unknown) => SessionBackend
}

const missing = runtimes.some((runtime) => runtime.missing !== null)
  ? 'not all runtimes are in fixtures/runtimes (npm ci --prefix fixtures/runtimes --ignore-scripts)'
  : null

describeWith(missing, 'S-T2 the cookie backend', () => {
  const variables = { SESSION_SECRETS: randomBytes(32).toString('base64url') }
  describeShared('cookie', placesOn(runtimes.map(({ name }) => name)), () => variables)
})

describeWith(missingRedis ?? missing, 'S-T2 the Redis backend', () => {
  let redis: RedisServer | null = null
  beforeAll(async () => void (redis = await startRedis()))
  afterAll(() => redis?.stop())
  describeShared('redis', placesOn(['node20', 'node26', 'bun', 'deno']), () => ({ REDIS_URL: redis?.url ?? '' }))
})

function placesOn(names: readonly RuntimeName[]): readonly Place[] {
  return targetNames.flatMap((target): readonly Place[] =>
    isProgram(target)
      ? runtimes
          .filter(({ name }) => names.includes(name) && runsOn(target, name))
          .map((runtime) => ({ target, runtime }))
      : [{ target, runtime: null }],
  )
}

function nameOf({ target, runtime }: Place): string {
  return `${target} on ${runtime?.label ?? 'the Node of the tests'}`
}

/** @param variables For the environment of each process. */
function describeShared(
  backend: 'cookie' | 'redis',
  places: readonly Place[],
  variables: () => Readonly<Record<string, string>>,
): void {
  let folder: ReturnType<typeof temporaryFolder>
  const servers: RunningServer[] = []

  beforeAll(async () => {
    folder = temporaryFolder('shared')
    const indexes = new Map<TargetName, string>()
    for (const target of targetNames) {
      indexes.set(target, await emitTree(`${folder.path}/${target}`, target, { backend }))
    }
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    for (const { target, runtime } of places) {
      if (runtime === null) {
        servers.push(await startBuilt(target, indexes.get(target) ?? '', variables()))
        continue
      }
      const own = `${folder.path}/${target}-${runtime.name}`
      const application = await buildApplication(own, indexes.get(target) ?? '', target, runtime.name, variables())
      servers.push(await launch(runtime, application.file, own, variables()))
    }
  }, PREPARE_MILLISECONDS)

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    folder.remove()
  })

  async function startBuilt(
    target: TargetName,
    index: string,
    { SESSION_SECRETS, REDIS_URL }: Readonly<Record<string, string>>,
  ): Promise<RunningServer> {
    await prepareTarget(target)
    const tree = (await import(/* @vite-ignore */ index)) as Tree
    const client = REDIS_URL === undefined ? null : await createClient({ url: REDIS_URL }).connect()
    const kept = client === null ? new tree.CookieBackend({ secrets: SESSION_SECRETS }) : new tree.RedisBackend(client)
    const server = await starts[target](tree, { backend: kept }, [])
    return {
      ...server,
      async stop() {
        await server.stop()
        client?.destroy()
      },
    }
  }

  it.each(places.map((place, at) => [nameOf(place), at] as const))(
    'what %s writes, all others read',
    async (name, at) => {
      const writer = new Caller(servers[at]?.url ?? '')
      await writer.post(`/login?user=${encodeURIComponent(name)}`)
      await writer.post('/cart/add?item=p%C3%AAche')
      const { id } = sessionIn(await writer.get('/read'))
      for (const { url } of servers) {
        const reader = new Caller(url)
        const reply = await reader.get('/read', { cookie: writer.cookieHeader })
        expect(sessionIn(reply)).toEqual({ id, isNew: false, data: { user: name, cart: { items: ['pêche'] } } })
        reader.close()
      }
      writer.close()
    },
  )

  it('a session that goes round is changed by each, and by all', async () => {
    let cookie = ''
    for (const [at, { url }] of servers.entries()) {
      const caller = new Caller(url)
      const reply = await caller.post(`/cart/add?item=${at}`, { cookie })
      cookie = reply.setCookie[0]?.split(';')[0] ?? cookie
      caller.close()
    }
    const last = new Caller(servers[0]?.url ?? '')
    const items = places.map((_, at) => String(at))
    expect(sessionIn(await last.get('/read', { cookie })).data).toEqual({ cart: { items } })
    last.close()
  })
}
