// What the memory backend promises beside the contract: it is bounded, cleans up after itself, and stays out of production.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import { createBackend, MemoryBackend } from './memory-backend.ts'
import { memory } from './memory.meta.ts'
import type { MemorySpec } from './memory.spec.ts'

const NOW = 1_800_000_000_000
const MAX_SESSIONS = 10_000

function recordOf(changes: Partial<SessionRecord> = {}): SessionRecord {
  return { data: '{}', createdAt: NOW, renewedAt: NOW, expiresAt: NOW + 1000, version: 1, ...changes }
}

/** The timers that keep this process running. */
function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

/** The modules anew, with other choices. */
async function chosen(choices: Partial<MemorySpec>): Promise<typeof import('./memory-backend.ts')> {
  vi.resetModules()
  const { spec } = await import('./memory.spec.ts')
  Object.assign(spec, choices)
  return import('./memory-backend.ts')
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describeBackend(
  'the contract of backends, in memory',
  async (now) => ({ backend: new MemoryBackend(now), second: () => null, close: async () => {} }),
  { meta: memory, isCorruptible: false },
)

describe('MemoryBackend', () => {
  it('case 129 keeps two instances apart', async () => {
    const [one, other] = [new MemoryBackend(() => NOW), new MemoryBackend(() => NOW)]
    await one.set('key', recordOf())
    await other.deleteAll()
    expect(await other.get('key')).toBeNull()
    expect(await one.get('key')).toEqual(recordOf())
  })

  it('S-B1 hands out and takes in copies that nobody can change', async () => {
    const backend = new MemoryBackend(() => NOW)
    const mine = { ...recordOf() }
    await backend.set('key', mine)
    mine.data = '{"changed":true}'
    const read = await backend.get('key')
    expect(read?.data).toBe('{}')
    expect(() => Object.assign(read ?? {}, { data: 'changed' })).toThrow(TypeError)
    expect((await backend.get('key'))?.data).toBe('{}')
  })

  it.each([
    ['get', async (backend: MemoryBackend) => expect(await backend.get('key')).toBeNull()],
    ['update', async (backend: MemoryBackend) => expect(await backend.update('key', recordOf(), 1)).toBe(false)],
    ['touch', async (backend: MemoryBackend) => expect(await backend.touch('key', NOW, NOW + 9000)).toBe(false)],
    ['create', async (backend: MemoryBackend) => expect(await backend.create('key', recordOf())).toBe(true)],
  ])('S-B1 S-L14 case 134 %s takes an expired record for none', async (_, check) => {
    let now = NOW
    const backend = new MemoryBackend(() => now)
    await backend.set('key', recordOf({ expiresAt: NOW + 1 }))
    expect(await backend.get('key')).not.toBeNull()
    now += 1
    await check(backend)
  })

  it('S-B4 deleteExpired removes so many expired records, and no live one', async () => {
    let now = NOW
    const backend = new MemoryBackend(() => now)
    for (const key of ['a', 'b', 'c']) {
      await backend.set(key, recordOf({ expiresAt: NOW + 10 }))
    }
    await backend.set('live', recordOf({ expiresAt: NOW + 100 }))
    now += 10
    expect([await backend.deleteExpired(2), await backend.deleteExpired(2), await backend.deleteExpired(2)]).toEqual([
      2, 1, 0,
    ])
    expect(await backend.get('live')).not.toBeNull()
  })

  it('S-B4 deleteExpired of many lets others have their turn, and misses none of what they move meanwhile', async () => {
    let now = NOW
    const backend = new MemoryBackend(() => now)
    for (let index = 0; index < MAX_SESSIONS; index += 1) {
      await backend.set(`key ${index}`, recordOf({ expiresAt: NOW + (index % 2 === 0 ? 10 : 100) }))
    }
    now += 10
    const turns: string[] = []
    const swept = backend.deleteExpired(Infinity).then((count) => (turns.push('swept'), count))
    setTimeout(() => {
      void backend.touch('key 1', now, NOW + 200)
      turns.push('other')
    })
    expect(await swept).toBe(MAX_SESSIONS / 2)
    expect(turns).toEqual(['other', 'swept'])
    expect(await backend.get('key 1')).not.toBeNull()
  })

  it('is bounded: the session used least recently makes room', async () => {
    const backend = new MemoryBackend(() => NOW)
    for (let index = 0; index < MAX_SESSIONS; index += 1) {
      await backend.create(`key ${index}`, recordOf())
    }
    // 0 is read, 1 renewed, 2 written, 3 replaced: 4 is the oldest now.
    await backend.get('key 0')
    await backend.touch('key 1', NOW, NOW + 2000)
    await backend.update('key 2', recordOf({ version: 2 }), 1)
    await backend.set('key 3', recordOf())
    await backend.create('one more', recordOf())
    expect(await backend.get('key 4')).toBeNull()
    for (const key of ['key 0', 'key 1', 'key 2', 'key 3', 'key 5', 'one more']) {
      expect(await backend.get(key)).not.toBeNull()
    }
  })

  it('sweeps expired records by a timer that starts with the first record and stops with the last', async () => {
    vi.useFakeTimers({ now: NOW })
    const backend = new MemoryBackend()
    await backend.get('key')
    expect(vi.getTimerCount()).toBe(0)
    await backend.set('key', recordOf())
    await backend.set('other', recordOf({ expiresAt: NOW + 90_000 }))
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
    await backend.set('key', recordOf({ expiresAt: Date.now() + 1000 }))
    await backend.delete('key')
    expect(vi.getTimerCount()).toBe(0)
    await backend.set('key', recordOf({ expiresAt: Date.now() + 1000 }))
    await backend.deleteAll()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not keep the process running', async () => {
    const before = countTimers()
    const backend = new MemoryBackend()
    await backend.set('key', recordOf({ expiresAt: Date.now() + 1000 }))
    expect(countTimers()).toBe(before)
    await backend.deleteAll()
  })

  it('createBackend refuses production, and uses the clock that it is given', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createBackend({})).toThrow(/choose another backend for production/)
    vi.stubEnv('NODE_ENV', 'development')
    expect(createBackend({ now: () => NOW }).now()).toBe(NOW)
  })
})

describe('with other choices', () => {
  it('createBackend takes production where the config allows it', async () => {
    const { createBackend } = await chosen({ allowInProduction: true })
    vi.stubEnv('NODE_ENV', 'production')
    expect(createBackend({ now: () => NOW }).now()).toBe(NOW)
  })

  it.each([true, false])('S-T2 the timer keeps no process running, and is ended (node: %s)', async (node) => {
    const { MemoryBackend } = await chosen({ node })
    const before = countTimers()
    const backend = new MemoryBackend()
    await backend.set('key', recordOf({ expiresAt: Date.now() + 1000 }))
    expect(countTimers()).toBe(before)
    await backend.deleteAll()
  })

  it('S-T2 a platform that knows a timer by its number alone has one like any other', async () => {
    const { MemoryBackend } = await chosen({ node: false })
    const ended: unknown[] = []
    vi.stubGlobal('setInterval', () => 7)
    vi.stubGlobal('clearInterval', (timer: unknown) => ended.push(timer))
    const backend = new MemoryBackend()
    await backend.set('key', recordOf({ expiresAt: Date.now() + 1000 }))
    expect(await backend.get('key')).not.toBeNull()
    await backend.delete('key')
    expect(ended).toEqual([7])
  })
})

describe('the options of the memory backend', () => {
  it('have defaults, and are written as people write numbers', () => {
    expect(memory.spec(memory.options.parse({}))).toEqual({
      maxSessions: { value: 10_000, text: '10_000' },
      allowInProduction: false,
    })
    expect(memory.spec({ maxSessions: 1_234_567, allowInProduction: true })).toEqual({
      maxSessions: { value: 1_234_567, text: '1_234_567' },
      allowInProduction: true,
    })
  })

  it.each([{ maxSessions: 0 }, { maxSessions: 1.5 }, { maxSessions: '10' }, { allowInProduction: 1 }, { size: 3 }])(
    'S-C1 refuse %j',
    (options) => {
      expect(memory.options.safeParse(options).success).toBe(false)
    },
  )
})
