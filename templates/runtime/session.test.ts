// The object that handlers see, and what becomes of it when its time is over.
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import type { Connection } from './connection.ts'
import {
  closeAtHead,
  closeEmpty,
  openSession,
  pick,
  replaceData,
  type Session,
  stateOf,
  warnOfLateWrite,
} from './session.ts'
import type { SessionData } from './session-data.ts'
import { newState } from './session-state.ts'

const MEMBERS = ['id', 'isNew', 'regenerate', 'destroy', 'save', 'touch']

let backend: MemoryBackend

function sessionOf(data: SessionData): Session {
  const nothing = { source: PLAIN_REQUEST, excluded: null, session: null, accessed: false, headSent: false }
  const connection: Connection = { scope: 'http', path: '/', cookieHeader: null, secure: true, ...nothing }
  return openSession(newState(backend, connection, false), data)
}

beforeEach(() => {
  backend = new MemoryBackend()
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('openSession', () => {
  it('S-L16 has the data as own properties, and nothing else', () => {
    const session = sessionOf({ user: 'ada', cart: [1, 2] })
    expect(Object.entries(session)).toEqual([
      ['user', 'ada'],
      ['cart', [1, 2]],
    ])
    expect(JSON.stringify(session)).toBe('{"user":"ada","cart":[1,2]}')
    expect({ ...session }).toEqual({ user: 'ada', cart: [1, 2] })
  })

  it.each(MEMBERS)('S-L16 data from a store cannot take the place of %s', (name) => {
    const session = sessionOf({ [name]: 'taken' })
    expect(session[name]).not.toBe('taken')
    expect(Object.keys(session)).toEqual([])
  })

  it.each(MEMBERS)('S-L16 a handler cannot assign to %s', (name) => {
    const session = sessionOf({})
    expect(() => Object.assign(session, { [name]: 'taken' })).toThrow(TypeError)
    expect(Object.keys(session)).toEqual([])
  })

  it('S-L16 a field named __proto__ is not data, and makes nobody an administrator', () => {
    const session = sessionOf(JSON.parse('{"__proto__":{"admin":true}}') as SessionData)
    expect(session['admin']).toBeUndefined()
    expect(({} as SessionData)['admin']).toBeUndefined()
    expect(session.isNew).toBe(true)
  })

  it('S-L16 a field named constructor is lost, and the others are read', () => {
    const session = sessionOf({ constructor: 'taken', user: 'ada' })
    expect({ ...session }).toEqual({ user: 'ada' })
    expect(session.constructor).not.toBe('taken')
  })

  it('S-L15 case 129 two sessions share nothing', () => {
    const [one, other] = [sessionOf({}), sessionOf({})]
    one['user'] = 'ada'
    expect(other['user']).toBeUndefined()
    expect(stateOf(one)).not.toBe(stateOf(other))
  })
})

describe('isChanged', () => {
  it.each<[string, (session: Session) => void, boolean]>([
    ['nothing', () => {}, false],
    ['a field that is added', (session) => (session['new'] = 1), true],
    ['a field that is removed', (session) => Reflect.deleteProperty(session, 'user'), true],
    ['a field that is set to what it was', (session) => (session['user'] = 'ada'), false],
    ['a nested change', (session) => (session['cart'] as { items: number[] }).items.push(3), true],
  ])('S-L3 %s', (_, change, isChanged) => {
    const data = { user: 'ada', cart: { items: [1, 2] } }
    const session = sessionOf(data)
    const record = { createdAt: 0, renewedAt: 0, expiresAt: 1, version: 1, data: JSON.stringify(data) }
    stateOf(session).record = record
    change(session)
    expect(backend.isChanged(session)).toBe(isChanged)
  })

  it.each<[string, unknown, unknown]>([
    ['a date is kept as text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['what has toJSON says itself how it is kept', { toJSON: () => 'as text' }, 'as text'],
    ['infinity is kept as null', Infinity, null],
    ['a set is kept as an empty object: JSON has none', new Set([1]), {}],
  ])('case 31 %s', (_, value, kept) => {
    expect(backend.deserializeData(backend.serializeData({ value }))).toEqual({ value: kept })
  })

  it.each(['null', '[1]', '"text"', '1', 'true', '', '{'])('S-B6 case 33 case 34 %j is no session data', (text) => {
    expect(() => backend.deserializeData(text)).toThrow(SyntaxError)
  })
})

describe('replaceData and pick', () => {
  it('case 19 make a session hold exactly these fields', () => {
    const session = sessionOf({ a: 1, b: 2 })
    replaceData(session, { b: 3, c: 4 })
    expect({ ...session }).toEqual({ b: 3, c: 4 })
    expect(pick(session, ['c', 'd', 'id', 'toString'])).toEqual({ c: 4 })
  })
})

describe('closeEmpty', () => {
  it('S-L9 leaves nothing to read, and a write throws', () => {
    const session = sessionOf({ user: 'ada' })
    closeEmpty(session)
    expect({ ...session }).toEqual({})
    expect(() => (session['user'] = 'ada')).toThrow(TypeError)
  })
})

describe('closeAtHead', () => {
  it('S-L10 a write throws, nested too, and the data can still be read', () => {
    vi.stubEnv('NODE_ENV', 'development')
    const session = sessionOf({ user: 'ada', cart: { items: [1] }, nobody: null })
    closeAtHead(session)
    expect({ ...session }).toEqual({ user: 'ada', cart: { items: [1] }, nobody: null })
    expect(() => (session['user'] = 'eve')).toThrow(TypeError)
    expect(() => (session['cart'] as { items: number[] }).items.push(2)).toThrow(TypeError)
    expect(Reflect.deleteProperty(session, 'user')).toBe(false)
  })

  it('S-L10 leaves the objects of the application as they are', () => {
    vi.stubEnv('NODE_ENV', 'development')
    const cart = { items: [1] }
    const session = sessionOf({ cart })
    closeAtHead(session)
    cart.items.push(2)
    expect(session['cart']).toEqual({ items: [1] })
  })

  it('S-L10 what the application has frozen itself goes out as it is', () => {
    vi.stubEnv('NODE_ENV', 'development')
    const session = sessionOf({ user: 'ada' })
    Object.freeze(session)
    closeAtHead(session)
    expect({ ...session }).toEqual({ user: 'ada' })
  })

  it('S-L10 in production a write does not throw, and is reported when the response is over', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const session = sessionOf({})
    closeAtHead(session)
    session['late'] = 'secret'
    const warning = once(process, 'warning') as Promise<[Error]>
    warnOfLateWrite(session)
    const [{ name, message }] = await warning
    expect(name).toBe('SessionLateWriteWarning')
    expect(message).toContain('the change is lost')
    expect(message).not.toContain('secret')
  })

  it('S-L10 a late write of what cannot be saved is reported too', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const session = sessionOf({})
    session['late'] = 1n
    warnOfLateWrite(session)
    expect(emitWarning).toHaveBeenCalledOnce()
  })

  it.each<[string, (session: Session) => unknown]>([
    ['nothing was written', () => {}],
    ['the session has ended', (session) => session.destroy()],
    ['the session was replaced, and its data went with it', (session) => session.regenerate({ keep: true })],
    ['the write has thrown where it was made', (session) => Object.freeze(session)],
  ])('S-L10 nothing is reported where %s', async (_, work) => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const session = sessionOf({ user: 'ada' })
    stateOf(session).record = { createdAt: 0, renewedAt: 0, expiresAt: 1, version: 1, data: '{"user":"ada"}' }
    await work(session)
    warnOfLateWrite(session)
    expect(emitWarning).not.toHaveBeenCalled()
  })
})
