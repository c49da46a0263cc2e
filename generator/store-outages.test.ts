// Emitted code under load while its Redis is killed, hangs, and comes back: what was acknowledged stays, and stays its user's.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller, Reply } from '../templates/contracts/contract-client.ts'
import { missingRedis, type RedisServer, until } from '../templates/contracts/redis-servers.ts'
import { describeWith } from '../templates/contracts/services.ts'
import { type CounterApplication, counterIn, startCounters } from './store-outages.fixture.ts'

const REQUESTS = 50_000
const USERS = 16
const SERVED_BEFORE_AN_OUTAGE = 4_000

interface Outage {
  readonly begin: (redis: RedisServer) => unknown
  readonly end: (redis: RedisServer) => unknown
  /** So many answers are errors before it ends. A request that waits for a Redis that hangs takes its whole time. */
  readonly refused: number
}

const KILLED: Outage = { begin: (redis) => redis.kill(), end: (redis) => redis.restart(), refused: 1_000 }
const HUNG: Outage = { begin: (redis) => redis.hang(), end: (redis) => redis.resume(), refused: 64 }

interface User {
  readonly name: string
  readonly caller: Caller
  /** The highest count that an answer has told. */
  acknowledged: number
  /** Writes since then that were answered by an error: each may have been done all the same. */
  doubtful: number
}

describeWith(missingRedis, 'Redis that comes and goes under load', () => {
  let application: CounterApplication
  beforeAll(async () => void (application = await startCounters()))
  afterAll(() => application.stop())

  it('S-B7 bad input 168 bad input 173 nothing that was acknowledged is lost, and nobody is served as somebody else', async () => {
    const users = await Promise.all(Array.from({ length: USERS }, (_, index) => newUser(application, `user-${index}`)))
    const tally = { served: 0, refused: 0 }
    const wrong: string[] = []
    let isOver = false
    const work = Promise.all(
      users.flatMap((user) =>
        [write, read].map((ask) =>
          repeat(
            () => isOver,
            tally,
            wrong,
            () => ask(user),
          ),
        ),
      ),
    )
    const served = (count: number): Promise<void> => until(async () => tally.served >= count || wrong.length > 0)

    await served(SERVED_BEFORE_AN_OUTAGE)
    const before = await application.look()
    for (const { begin, end, refused } of [KILLED, HUNG, KILLED, HUNG, KILLED]) {
      const enough = tally.refused + refused
      await begin(application.redis)
      await until(async () => tally.refused >= enough || wrong.length > 0)
      await end(application.redis)
      await served(tally.served + SERVED_BEFORE_AN_OUTAGE)
    }
    await until(async () => tally.served + tally.refused >= REQUESTS || wrong.length > 0)
    isOver = true
    await work

    expect(wrong).toEqual([])
    for (const user of users) {
      const { user: name, count } = counterIn(await user.caller.get('/count'))
      expect(name).toBe(user.name)
      expect(count).toBeGreaterThanOrEqual(user.acknowledged)
      expect(count).toBeLessThanOrEqual(user.acknowledged + user.doubtful)
      user.caller.close()
    }
    expect(await application.recordCount()).toBe(USERS)
    const after = await application.look()
    expect(after).toMatchObject({ pid: before.pid, unhandled: [] })
    expect(after.heapUsedBytes).toBeLessThan(1.5 * before.heapUsedBytes)
  }, 300_000)
})

async function newUser(application: CounterApplication, name: string): Promise<User> {
  return { name, caller: await application.login(name), acknowledged: 0, doubtful: 0 }
}

/** Asks one thing after another. What an answer should not say is written down. */
async function repeat(
  isOver: () => boolean,
  tally: { served: number; refused: number },
  wrong: string[],
  ask: () => Promise<{ readonly reply: Reply; readonly problem: string | null }>,
): Promise<void> {
  while (!isOver() && wrong.length === 0) {
    const { reply, problem } = await ask()
    if (problem !== null) {
      wrong.push(problem)
    }
    tally[reply.status === 200 ? 'served' : 'refused'] += 1
    if (reply.status !== 200) {
      // Who is refused at once would ask nothing else meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

async function write(user: User): Promise<{ reply: Reply; problem: string | null }> {
  user.doubtful += 1
  const reply = await user.caller.post('/count')
  if (reply.status !== 200) {
    return { reply, problem: problemOfError(reply) }
  }
  const { user: name, count } = counterIn(reply)
  const isRight =
    name === user.name &&
    typeof count === 'number' &&
    count > user.acknowledged &&
    count <= user.acknowledged + user.doubtful
  const problem = isRight ? null : `${user.name} wrote after ${user.acknowledged} (${user.doubtful}): ${reply.text}`
  user.acknowledged = Number(count)
  user.doubtful = 0
  return { reply, problem }
}

async function read(user: User): Promise<{ reply: Reply; problem: string | null }> {
  const atLeast = user.acknowledged
  const reply = await user.caller.get('/count')
  if (reply.status !== 200) {
    return { reply, problem: problemOfError(reply) }
  }
  const { user: name, count } = counterIn(reply)
  const isRight = name === user.name && typeof count === 'number' && count >= atLeast
  return { reply, problem: isRight ? null : `${user.name} read after ${atLeast}: ${reply.text}` }
}

/** An outage is a 503 that says nothing of any session. */
function problemOfError({ status, setCookie, text }: Reply): string | null {
  return status === 503 && setCookie.length === 0 && !text.includes('user-') ? null : `${status} ${text}`
}
