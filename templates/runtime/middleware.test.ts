// What switches the session off for a connection, and what becomes of one on an open socket.
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import { describe, expect, it, vi } from 'vitest'
import type { SessionRecord } from './session-record.ts'
import type { MemoryBackend } from '../backends/memory/memory-backend.ts'
import type { Connection, Message } from './connection.ts'
import type { Session } from './session.ts'
import type { Spec } from './spec.ts'

const NOW = 1_800_000_000_000
const ID = `${'A'.repeat(42)}A`

/** The modules as they are for these choices, with a session of Ada's in the store. */
async function open(choices: Partial<Spec> = {}) {
  vi.resetModules()
  const { spec } = await import('./spec.ts')
  Object.assign(spec, { cookieName: 'session', ...choices })
  const [{ SessionMiddleware }, { MemoryBackend }, { storageKeyOf }] = await Promise.all([
    import('./middleware.ts'),
    import('../backends/memory/memory-backend.ts'),
    import('./session-id-node.ts'),
  ])
  const backend = new MemoryBackend(() => NOW)
  const record: SessionRecord = {
    data: '{"user":"ada"}',
    createdAt: NOW,
    renewedAt: NOW,
    expiresAt: NOW + 1000,
    version: 1,
  }
  await backend.set(storageKeyOf(ID), record)
  return { backend, middleware: new SessionMiddleware(backend), storageKey: storageKeyOf(ID) }
}

function connectionTo(path: string, scope: 'http' | 'websocket' = 'http'): Connection {
  const nothing = { source: PLAIN_REQUEST, excluded: null, session: null, accessed: true, headSent: false }
  return { scope, path, cookieHeader: `session=${ID}`, secure: true, ...nothing }
}

/** A head that nothing may touch. */
const untouchable: Message = {
  get: () => expect.fail('a header was read'),
  set: () => expect.fail('a header was set'),
  getSetCookie: () => expect.fail('a cookie was read'),
  setSetCookie: () => expect.fail('a cookie was set'),
}

function emptyMessage(): Message & { readonly headers: Map<string, string>; lines: readonly string[] } {
  const headers = new Map<string, string>()
  const message = {
    headers,
    lines: [] as readonly string[],
    get: (name: string) => headers.get(name) ?? null,
    set: (name: string, value: string) => void headers.set(name, value),
    getSetCookie: () => message.lines,
    setSetCookie: (lines: readonly string[]) => void (message.lines = lines),
  }
  return message
}

describe('excluded paths', () => {
  it.each([
    ['case 95 a word anywhere in the path', /north|south/, ['/north', '/northern/x', '/a/south'], ['/west', '/']],
    ['case 100 an anchored pattern', /^\/123/, ['/123', '/1234'], ['/456', '/mount/123']],
    ['case 101 several patterns', /(?:123)|(?:456)/, ['/123', '/a/456'], ['/789', '/12/34/56']],
  ])('S-L2 %s', async (_, exclude, excluded, included) => {
    const { backend, middleware } = await open({ excludes: true, exclude })
    const get = vi.spyOn(backend, 'get')
    for (const path of excluded) {
      const connection = connectionTo(path)
      await middleware.load(connection)
      expect(connection.session).toBeNull()
      expect(connection.excluded).toContain(String(exclude))
      await middleware.createSendWrapper(connection)(untouchable)
    }
    expect(get).not.toHaveBeenCalled()
    for (const path of included) {
      const connection = connectionTo(path)
      await middleware.load(connection)
      expect({ ...connection.session }).toEqual({ user: 'ada' })
    }
  })
})

describe('scopes', () => {
  it('S-L2 case 106 where only WebSockets have a session, a request has none', async () => {
    const { middleware } = await open({ http: false })
    const [request, handshake] = [connectionTo('/'), connectionTo('/', 'websocket')]
    await middleware.load(request)
    await middleware.createSendWrapper(request)(untouchable)
    expect(request.session).toBeNull()
    expect(request.excluded).toBe('only WebSocket connections have one')
    await middleware.load(handshake)
    expect({ ...handshake.session }).toEqual({ user: 'ada' })
  })
})

describe('an open socket', () => {
  it('S-W1 case 110 what the handshake wrote is saved, and its cookie goes out with the 101', async () => {
    const { backend, middleware, storageKey } = await open()
    const connection = connectionTo('/', 'websocket')
    await middleware.load(connection)
    Object.assign(connection.session ?? {}, { color: 'red' })
    const message = emptyMessage()
    await middleware.createSendWrapper(connection)(message)
    expect(message.lines).toEqual([expect.stringMatching(new RegExp(`^session=${ID}; `))])
    expect((await backend.get(storageKey))?.data).toBe('{"user":"ada","color":"red"}')
  })

  it('S-W2 case 109 data that cannot be kept fails save(), and nothing else', async () => {
    const { backend, middleware, storageKey } = await open()
    const connection = connectionTo('/', 'websocket')
    await middleware.load(connection)
    await middleware.createSendWrapper(connection)(emptyMessage())
    const session = connection.session
    Object.assign(session ?? {}, { big: 1n })
    await expect(session?.save()).rejects.toThrow(TypeError)
    expect((await backend.get(storageKey))?.data).toBe('{"user":"ada"}')
    Object.assign(session ?? {}, { big: '1' })
    await session?.save()
    expect((await backend.get(storageKey))?.data).toBe('{"user":"ada","big":"1"}')
  })
})

it('S-L10 a write while the session is being saved throws where it is made', async () => {
  const { backend, middleware } = await open()
  const connection = connectionTo('/')
  await middleware.load(connection)
  const session = connection.session
  if (session === null) {
    expect.fail('there is no session')
  }
  let answer = (): void => {}
  const update = backend.update.bind(backend)
  backend.update = async (...args) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return update(...args)
  }
  session['early'] = true

  const sent = middleware.createSendWrapper(connection)(emptyMessage())
  await vi.waitFor(() => expect(answer.name).not.toBe('answer'))

  expect(() => (session['late'] = true)).toThrow(TypeError)
  answer()
  await sent
})

describe('S-L4 a head has to wait', () => {
  type Handle = (session: Session, backend: MemoryBackend) => unknown

  const cases: readonly [title: string, waits: boolean, handle: Handle, choices?: Partial<Spec>][] = [
    ['not for a session that was only read', false, (session) => expect(session['user']).toBe('ada')],
    ['not for one that nobody looked at', false, () => {}],
    ['not for a field that was written and is as it was', false, (session) => Object.assign(session, { user: 'ada' })],
    ['for a field that was written', true, (session) => Object.assign(session, { user: 'eve' })],
    ['for one that was touched', true, (session) => session.touch(), { lifetimeSeconds: 60 * 60 }],
    ['for what cannot be serialized', true, (session) => Object.assign(session, { amount: 1n })],
    ['for a regenerate that nobody waits for', true, (session) => void session.regenerate()],
    ['for a session that was destroyed', true, (session) => session.destroy()],
    [
      'for a session that was saved before, and its cookie',
      true,
      async (session) => {
        Object.assign(session, { user: 'eve' })
        await session.save()
      },
    ],
    ['for a new session after the old one', true, (session) => session.regenerate({ keep: true })],
    [
      'for an empty one in place of a store that was away',
      true,
      (session) => {
        stateOfAny(session).storeFailure = new Error('away')
      },
      { readOnlyWithoutStore: true },
    ],
  ]
  let stateOfAny: typeof import('./session.ts').stateOf

  it.each(cases)('%s: %s', async (_title, waits, handle, choices) => {
    const { backend, middleware } = await open(choices)
    stateOfAny = (await import('./session.ts')).stateOf
    const connection = connectionTo('/')
    await middleware.load(connection)
    if (connection.session === null) {
      expect.fail('there is no session')
    }
    await handle(connection.session, backend)
    const message = emptyMessage()
    const committed = middleware.createSendWrapper(connection)(message)
    expect(committed !== null).toBe(waits)
    if (committed === null) {
      expect([connection.headSent, message.headers.get('Vary'), message.lines]).toEqual([true, 'Cookie', []])
      expect(() => Object.assign(connection.session ?? {}, { late: 1 })).toThrow(TypeError)
    } else {
      await committed.catch(() => {})
    }
  })

  it('for the session that comes of a regenerate that nobody waits for, and keeps that one', async () => {
    const { backend, middleware, storageKey } = await open()
    const connection = connectionTo('/')
    await middleware.load(connection)
    void connection.session?.regenerate({ keep: true })
    const message = emptyMessage()
    await middleware.createSendWrapper(connection)(message)
    expect(message.lines).toEqual([expect.stringMatching(/^session=[\w-]{43}; Expires=/)])
    expect(message.lines.join()).not.toContain(ID)
    expect(await backend.get(storageKey)).toBeNull()
  })

  it('for an override that throws: the commit rejects, and whoever ends the response goes on', async () => {
    const { backend, middleware } = await open()
    const connection = connectionTo('/')
    await middleware.load(connection)
    backend.deserializeData = () => {
      throw new SyntaxError('half of it is missing')
    }
    await expect(middleware.createSendWrapper(connection)(emptyMessage())).rejects.toThrow('half of it is missing')
    expect(connection.headSent).toBe(false)
  })

  it('for the cookie of a deadline that has to move', async () => {
    const { backend, middleware, storageKey } = await open({ renewAfterSeconds: 0 })
    const record = await backend.get(storageKey)
    const connection = connectionTo('/')
    await middleware.load(connection)
    const message = emptyMessage()
    await middleware.createSendWrapper(connection)(message)
    expect(message.lines).toHaveLength(1)
    expect((await backend.get(storageKey))?.expiresAt).toBeGreaterThan(record?.expiresAt ?? Infinity)
  })
})
