// The members that a session has on Fastify beside those of every other.
import { PLAIN_REQUEST } from '../../contracts/request-source.ts'
import { describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from './session-object-fastify.ts'

// The members that a session has on Fastify.
vi.mock('../../slots/session-object.ts', () => import('./session-object-fastify.ts'))

const connection = {
  scope: 'http',
  path: '/',
  cookieHeader: null,
  secure: false,
  source: PLAIN_REQUEST,
  excluded: null,
  session: null,
  accessed: false,
  headSent: false,
} as const

async function openSession(): Promise<SessionObject & SessionData> {
  return (await new MemoryBackend().loadFromConnection({ ...connection })) as SessionObject & SessionData
}

describe('S-L16', () => {
  it('`get` and `set` are the fields, and `data` is a copy of them', async () => {
    const session = await openSession()
    session.set('color', 'red')
    session['size'] = 10
    const data = session.data()
    expect([session['color'], session.get('size')]).toEqual(['red', 10])
    expect(data).toEqual({ color: 'red', size: 10 })
    data['color'] = 'blue'
    expect(session.get('color')).toBe('red')
  })

  it('`get` sees no member, and nothing that every object has', async () => {
    const session = await openSession()
    expect(['save', 'id', 'constructor', '__proto__', 'toString'].map((name) => session.get(name))).toEqual(
      Array.from({ length: 5 }),
    )
  })

  it.each(['save', 'id', 'get', 'constructor', '__proto__'])('`set` refuses %s', async (name) => {
    const session = await openSession()
    expect(() => session.set(name, { polluted: true })).toThrow(`A field of a session cannot be called ${name}`)
    expect(session).not.toHaveProperty('polluted')
  })

  it('S-L9 `set` on a session that has ended throws', async () => {
    const session = await openSession()
    session.set('color', 'red')
    await session.destroy()
    expect(() => session.set('color', 'blue')).toThrow(TypeError)
  })

  it.each([
    ['nothing', undefined, {}],
    ['a list of names', ['color'], { color: 'red' }],
    ['options', { keep: ['size'] }, { size: 10 }],
  ])('S-L8 `regenerate` takes %s', async (_name, options, expected) => {
    const session = await openSession()
    session.set('color', 'red')
    session.set('size', 10)
    const next = (await session.regenerate(options)) as SessionObject & SessionData
    expect(next.data()).toEqual(expected)
  })

  it('`regenerate` calls back, behind options too', async () => {
    const session = await openSession()
    expect(await new Promise((done) => void session.regenerate(done))).toBeUndefined()
    const other = await openSession()
    expect(await new Promise((done) => void other.regenerate(['color'], done))).toBeUndefined()
  })
})
