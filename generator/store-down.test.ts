// Emitted code whose Redis is away, seen over the wire: each request is answered, nothing is made up, and the sessions come back.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Caller, type Reply } from '../templates/contracts/contract-client.ts'
import { missingRedis, type RedisServer } from '../templates/contracts/redis-servers.ts'
import { describeWith } from '../templates/contracts/services.ts'
import { type CounterApplication, counterIn, startCounters } from './store-outages.fixture.ts'

const AWAY = [
  ['is killed', (redis: RedisServer): unknown => redis.kill(), (redis: RedisServer): unknown => redis.restart()],
  ['hangs', (redis: RedisServer): unknown => redis.hang(), (redis: RedisServer): unknown => redis.resume()],
] as const

/** So many requests at once, each on a connection of its own. */
async function askAtOnce(url: string, count: number, cookie: string): Promise<readonly Reply[]> {
  const callers = Array.from({ length: count / 40 }, () => new Caller(url))
  const replies = await Promise.all(
    callers.flatMap((caller) => Array.from({ length: 40 }, () => caller.get('/count', { cookie }))),
  )
  callers.forEach((caller) => caller.close())
  return replies
}

describeWith(missingRedis, 'Redis that is away', () => {
  let application: CounterApplication
  let caller: Caller
  beforeAll(async () => void (application = await startCounters()))
  afterAll(() => application.stop())
  beforeEach(async () => {
    caller = await application.login('ada')
    await caller.post('/count')
  })
  afterEach(() => caller.close())

  it.each(AWAY)(
    'bad input 174 a thousand requests at once, while Redis %s: each gets its 503, and memory is what it was',
    async (_what, begin, end) => {
      await askAtOnce(application.url, 1_000, caller.cookieHeader)
      const records = await application.recordCount()
      const before = await application.look()
      await begin(application.redis)
      const replies = await askAtOnce(application.url, 1_000, caller.cookieHeader)
      await end(application.redis)
      expect(new Set(replies.map(({ status, setCookie }) => `${status} ${setCookie.join()}`))).toEqual(
        new Set(['503 ']),
      )
      expect(replies.some(({ text }) => text.includes('ada'))).toBe(false)
      await application.reconnected(caller)
      expect(counterIn(await caller.get('/count'))).toMatchObject({ user: 'ada', count: 1 })
      expect(await application.recordCount()).toBe(records)
      const after = await application.look()
      expect(after).toMatchObject({ pid: before.pid, unhandled: [] })
      expect(after.heapUsedBytes).toBeLessThan(1.5 * before.heapUsedBytes)
    },
  )

  it('bad input 173 Redis takes every second write alone: what it refuses leaves the session as it was', async () => {
    // Without a session: the one that a login takes the place of could still be deleted.
    const other = new Caller(application.url)
    for (let count = 2; count <= 12; count += 1) {
      await application.redis.command('config', 'set', 'maxmemory', '1')
      const refused = await caller.post('/count')
      const login = await other.post('/login?user=eve')
      const read = await caller.get('/count')
      await application.redis.command('config', 'set', 'maxmemory', '0')
      expect([refused, login].map(({ status, setCookie }) => [status, setCookie])).toEqual([
        [503, []],
        [503, []],
      ])
      expect(counterIn(read)).toMatchObject({ user: 'ada', count: count - 1 })
      expect(counterIn(await caller.post('/count'))).toMatchObject({ user: 'ada', count })
    }
    other.close()
  })

  it('bad input 173 its connections are cut again and again: an error or the session, never half of either', async () => {
    for (let round = 0; round < 20; round += 1) {
      const asked = Array.from({ length: 10 }, () => caller.get('/count'))
      await application.redis.command('client', 'kill', 'type', 'normal')
      for (const reply of await Promise.all(asked)) {
        expect(reply.setCookie).toEqual([])
        if (reply.status === 503) {
          expect(reply.text).not.toContain('ada')
        } else {
          expect(counterIn(reply)).toMatchObject({ user: 'ada', count: 1 })
        }
      }
    }
    await application.reconnected(caller)
    expect((await application.look()).unhandled).toEqual([])
  })
})

describeWith(missingRedis, "Redis that is away, with onStoreFailure: 'anonymous-read-only'", () => {
  let application: CounterApplication
  beforeAll(async () => void (application = await startCounters({ onStoreFailure: 'anonymous-read-only' })))
  afterAll(() => application.stop())

  describe.each(AWAY)('Redis %s', (_what, begin, end) => {
    it('S-B9 bad input 162 who only reads has an empty session, a write fails, and the session comes back', async () => {
      const caller = await application.login('ada')
      await caller.post('/count')
      const { cookieHeader } = caller
      const records = await application.recordCount()
      await begin(application.redis)
      const read = await caller.get('/count')
      const writes = [await caller.post('/count'), await caller.post('/login?user=eve')]
      await end(application.redis)
      expect(read).toMatchObject({ status: 200, setCookie: [] })
      expect(counterIn(read)).toEqual({ user: null, count: null, isAvailable: false })
      expect(read.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' })
      expect(writes.map(({ status, setCookie }) => [status, setCookie])).toEqual([
        [503, []],
        [503, []],
      ])
      expect(caller.cookieHeader).toBe(cookieHeader)
      await application.reconnected(caller)
      expect(counterIn(await caller.get('/count'))).toEqual({ user: 'ada', count: 1, isAvailable: true })
      expect(await application.recordCount()).toBe(records)
      caller.close()
    })
  })
})
