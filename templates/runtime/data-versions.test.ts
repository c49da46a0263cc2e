// Steps from one version of the data to the next, on the authored modules.
import { assert, dictionary, integer, jsonValue, property, string } from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { isNewer, upToDate, withVersion } from './data-versions.ts'
import { SessionMigrationError } from './session-errors.ts'
import type { SessionRecord } from './session-record.ts'

type Data = Readonly<Record<string, unknown>>
type Step = (data: Data) => Data

const steps = vi.hoisted((): { list: Step[] } => ({ list: [] }))
vi.mock('./session-migrations.ts', () => ({
  get MIGRATIONS() {
    return steps.list
  },
}))
vi.mock('./spec.ts', async (load) => {
  const { spec } = await load<typeof import('./spec.ts')>()
  return { spec: { ...spec, versioned: true, migrates: true, dataVersion: 4 } }
})

const backend = new MemoryBackend()

function recordOf(data: string): SessionRecord {
  return { data, createdAt: 1, renewedAt: 2, expiresAt: 3, version: 7 }
}

/** Each adds its name, so that the order shows; the field `at` counts. */
const NAMED = ['one', 'two', 'three'].map((name): Step => ({ at, ...others }) => ({
  ...others,
  [name]: true,
  at: Number(at ?? 0) + 1,
}))

beforeEach(() => {
  steps.list = NAMED
})

describe('older data', () => {
  it.each([
    ['{"user":"ada"}', '{"user":"ada","one":true,"two":true,"three":true,"at":3}'],
    ['@v1:{"user":"ada"}', '{"user":"ada","one":true,"two":true,"three":true,"at":3}'],
    ['@v2:{"user":"ada"}', '{"user":"ada","two":true,"three":true,"at":2}'],
    ['@v3:{"user":"ada"}', '{"user":"ada","three":true,"at":1}'],
    ['@v4:{"user":"ada"}', '{"user":"ada"}'],
  ])('S-D5 %s takes each step from its version on, in order', (stored, expected) => {
    expect(upToDate(backend, recordOf(stored))).toEqual(recordOf(expected))
  })

  it('S-D5 bad input 133 whatever the data: the chain is its steps, one after the other', () => {
    const value = jsonValue({ maxDepth: 2 })
    assert(
      property(dictionary(string(), value), integer({ min: 1, max: 4 }), (data, version) => {
        steps.list = [
          (saved) => ({ ...saved, added: [saved] }),
          (saved) => Object.fromEntries(Object.entries(saved).toReversed()),
          (saved) => ({ count: Object.keys(saved).length, saved }),
        ]
        const plain = JSON.parse(JSON.stringify(data)) as Data
        let expected = plain
        for (const step of steps.list.slice(version - 1)) {
          expected = step(expected)
        }
        const stored = recordOf(`@v${version}:${JSON.stringify(plain)}`)
        expect(upToDate(backend, stored).data).toBe(JSON.stringify(expected))
        expect(upToDate(backend, withVersion(recordOf(JSON.stringify(expected)))).data).toBe(JSON.stringify(expected))
      }),
      { numRuns: 500 },
    )
  })

  it('S-D5 a step gets an object of its own, without a prototype of ours', () => {
    const seen: Data[] = []
    steps.list = [
      (data) => {
        seen.push(data)
        return data
      },
    ]
    upToDate(backend, recordOf('{"user":"ada"}'))
    expect(seen).toEqual([{ user: 'ada' }])
  })

  it.each([
    ['throws', (): never => JSON.parse('half') as never],
    ['gives back what cannot be saved', (): Data => ({ big: 1n })],
    ['forgets its return', (): Data => undefined as never],
    ['gives back null', (): Data => null as never],
    ['gives back a list', (): Data => [] as never],
    ['gives back a text', (): Data => 'data' as never],
    ['is asynchronous', (data: Data): Data => Promise.resolve(data) as never],
  ])('S-D7 bad input 133 a step that %s is an error with its cause, and the version that it began with', (_, step) => {
    steps.list = [...NAMED.slice(0, 1), step]
    const migrate = (): unknown => upToDate(backend, recordOf('@v2:{"user":"ada"}'))
    expect(migrate).toThrow(SessionMigrationError)
    expect(migrate).toThrow(/^Data of version 2 could not be brought up to date/)
    expect(migrate).toThrow(expect.objectContaining({ cause: expect.any(Error) as Error }))
  })

  it('S-B6 what is no data stays for whoever opens it', () => {
    expect(upToDate(backend, recordOf('@v2:{"user"')).data).toBe('{"user"')
    expect(upToDate(backend, recordOf('')).data).toBe('')
  })
})

describe('marks', () => {
  it.each([
    ['@v4:{}', false],
    ['@v5:{}', true],
    ['@v999:', true],
    ['@v05:{}', false],
    ['@v5', false],
    ['v5:{}', false],
    [' @v5:{}', false],
    ['{"@v5:":1}', false],
    ['@v9999999:{}', false],
  ])('S-D6 %s is newer: %s', (data, expected) => {
    expect(isNewer(recordOf(data))).toBe(expected)
  })

  it('S-D5 what is saved and read again is what it was', () => {
    const record = recordOf('{"user":"ada"}')
    expect(withVersion(record)).toEqual(recordOf('@v4:{"user":"ada"}'))
    expect(upToDate(backend, withVersion(record))).toEqual(record)
  })
})
