import { describe, expect, it } from 'vitest'
import type { Session } from '../../runtime/session.ts'
import { Browser, DAY, OTHER_SECRET, pairOf, SECRET, variant } from './cookie.harness.ts'

const KEY = '__Host-session'
const START = Date.UTC(2026, 0, 1)

describe.each([
  ['node:crypto', true],
  ['WebCrypto', false],
])('a session in its cookie, on %s', async (_, node) => {
  const application = await variant({ node })

  function open(secrets: string = SECRET): { browser: Browser; clock: { now: number } } {
    const clock = { now: START }
    const backend = new application.CookieBackend({ secrets, now: () => clock.now })
    return { browser: new Browser(application, backend), clock }
  }

  it('S-K1 takes the crypto of its platform', () => {
    expect(application.isSynchronous).toBe(node)
  })

  it('S-L1 case 87: nothing is sent before a handler writes, and reading sends nothing', async () => {
    const { browser } = open()
    for (let count = 0; count < 1_000; count += 1) {
      const { setCookie, session } = await browser.visit()
      expect([setCookie, session.id, session.isNew]).toEqual([[], null, true])
    }
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    expect((await browser.visit(({ session }) => session['user'])).setCookie).toEqual([])
  })

  it('S-K1 cases 16, 69: what a handler writes is read by the next, nested changes too', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => Object.assign(session, { user: 'ada', cart: { items: [] as unknown[] } }))
    await browser.visit(({ session }) =>
      (session['cart'] as { items: unknown[] }).items.push({ id: 1, text: '<é€😀>' }),
    )
    expect(await browser.read()).toEqual({ user: 'ada', cart: { items: [{ id: 1, text: '<é€😀>' }] } })
  })

  it('S-K1 nothing of the data or the id is to be seen in the cookie', async () => {
    const { browser } = open()
    const { session } = await browser.visit(({ session }) => (session['user'] = 'ada-lovelace'))
    const bytes = Buffer.from((await browser.cookies()).split('=')[1] ?? '', 'base64url')
    expect(bytes.length).toBeGreaterThan(100)
    expect(bytes.includes('ada-lovelace') || bytes.includes(String(session.id))).toBe(false)
  })

  it('S-P3 one line, with the deadline in both forms and the attributes of the config', async () => {
    const { browser } = open()
    const { setCookie, headers } = await browser.visit(({ session }) => (session['user'] = 'ada'))
    expect(setCookie).toEqual([
      expect.stringMatching(
        /^__Host-session=[\w-]+; Expires=Thu, 15 Jan 2026 00:00:00 GMT; Max-Age=1209600; HttpOnly; Path=\/; SameSite=Lax; Secure$/,
      ),
    ])
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('S-L16 the id is sealed inside, null before the first write, and the same afterwards', async () => {
    const { browser } = open()
    const ids: (string | null)[] = []
    const noteId = ({ session }: { session: Session }): void => void ids.push(session.id)
    await browser.visit(({ session }) => {
      ids.push(session.id)
      session['user'] = 'ada'
      ids.push(session.id)
    })
    await browser.visit(noteId)
    expect(ids).toEqual([null, expect.stringMatching(/^[\w-]{43}$/), ids[1]])
    expect((await browser.visit()).session.isNew).toBe(false)
  })

  it('S-L9 case 45: destroy expires the cookie, and a later write throws', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const { setCookie } = await browser.visit(async ({ session }) => {
      await session.destroy()
      await session.destroy()
      expect(() => (session['user'] = 'eve')).toThrow(TypeError)
      await expect(session.save()).rejects.toThrow('The session has ended')
      await expect(session.regenerate()).rejects.toThrow('The session has ended')
    })
    expect(setCookie).toEqual([
      `${KEY}=null; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax; Secure`,
    ])
    expect(await browser.names()).toEqual([])
  })

  it('S-L9 case 49: destroy without a cookie sends none', async () => {
    const { browser } = open()
    expect((await browser.visit(({ session }) => session.destroy())).setCookie).toEqual([])
  })

  it.each<[string, (session: Session) => unknown]>([
    ['the last field is deleted', (session) => Reflect.deleteProperty(session, 'user')],
    ['the last field is undefined', (session) => (session['user'] = undefined)],
    ['it is regenerated with nothing', (session) => session.regenerate()],
  ])('case 88: the cookie of a session goes when %s', async (_name, empty) => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const { setCookie } = await browser.visit(({ session }) => empty(session))
    expect(setCookie.map(pairOf)).toEqual([[KEY, 'null']])
    expect(await browser.names()).toEqual([])
    expect(await browser.read()).toEqual({})
  })

  it('case 23: a session that is emptied and written to again is kept', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['a'] = 1))
    await browser.visit(({ session }) => {
      Reflect.deleteProperty(session, 'a')
      session['b'] = 2
    })
    expect(await browser.read()).toEqual({ b: 2 })
  })

  it('S-L8 regenerate gives another id and creation time, and keeps what it is told', async () => {
    const { browser, clock } = open()
    const before = await browser.visit(({ session }) => Object.assign(session, { cart: ['tea'], tab: 1 }))
    clock.now += DAY
    const after = await browser.visit(async (connection) => {
      const old = connection.session
      const session = await old.regenerate({ keep: ['cart'] })
      expect(connection.session).toBe(session)
      expect({ ...old }).toEqual({ cart: ['tea'], tab: 1 })
      expect(() => (old['cart'] = [])).toThrow(TypeError)
      session['user'] = 'ada'
    })
    expect(after.setCookie).toHaveLength(1)
    expect(await browser.read()).toEqual({ cart: ['tea'], user: 'ada' })
    expect(after.session.id).not.toBe(before.session.id)
    await browser.visit(({ session }) => session.regenerate({ keep: true }))
    expect(await browser.read()).toEqual({ cart: ['tea'], user: 'ada' })
  })

  it('S-L14 cases 71, 72: a session ends at its deadline, whatever the client keeps', async () => {
    const { browser, clock } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const cookie = await browser.cookies()
    clock.now = START + 14 * DAY - 1
    expect(await browser.read({ cookie })).toEqual({ user: 'ada' })
    clock.now = START + 14 * DAY
    expect(await browser.read({ cookie })).toEqual({})
    const { setCookie } = await browser.visit(() => {}, { cookie })
    expect(setCookie.map(pairOf)).toEqual([[KEY, 'null']])
  })

  it('S-L13 use moves the deadline, at most once in a tenth of the lifetime', async () => {
    const { browser, clock } = open()
    const created = await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now = START + 1.4 * DAY - 1
    expect((await browser.visit()).setCookie).toEqual([])
    clock.now += 1
    const renewed = await browser.visit()
    expect(renewed.setCookie).toEqual([expect.stringContaining('; Max-Age=1209600; ')])
    expect(renewed.session.id).toBe(created.session.id)
    expect((await browser.visit()).setCookie).toEqual([])
    clock.now = START + 15.3 * DAY
    expect(await browser.read()).toEqual({ user: 'ada' })
  })

  it('S-L13 touch moves the deadline at once', async () => {
    const { browser, clock } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now += 1_000
    expect((await browser.visit(({ session }) => session.touch())).setCookie).toHaveLength(1)
    expect((await browser.visit(({ session }) => session.touch(), { cookie: null })).setCookie).toEqual([])
  })

  it('S-K3 a session that a clock far ahead has sealed does not count', async () => {
    const { browser, clock } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    clock.now = START - 5 * 60 * 1000
    expect(await browser.read()).toEqual({ user: 'ada' })
    clock.now -= 1
    expect(await browser.read()).toEqual({})
  })

  it.each([
    ['no text', ''],
    ['no head', '{"user":"ada"}'],
    ['a head alone', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}'],
    ['a head that is none', 'null\n{"user":"ada"}'],
    ['a head without a deadline', '{"id":"a","createdAt":1,"renewedAt":1}\n{"user":"ada"}'],
    [
      'a deadline that is text',
      '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":"9000000000000000"}\n{"user":"ada"}',
    ],
    ['a deadline that is no number', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":null}\n{"user":"ada"}'],
    ['a deadline without end', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":1e308}\n{"user":"ada"}'],
    ['a negative deadline', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":-1}\n{"user":"ada"}'],
    ['an id that is no text', '{"id":1,"createdAt":1,"renewedAt":1,"expiresAt":9e15}\n{"user":"ada"}'],
    ['data that is an array', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}\n["ada"]'],
    ['data that is null', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}\nnull'],
    ['data that is half there', '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}\n{"user":"a'],
    [
      'data that is nested very deeply',
      `{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}\n${'['.repeat(2_000)}`,
    ],
  ])('S-K3 case 83: sealed, but %s: no session, and the cookie goes', async (_name, text) => {
    const { browser } = open()
    const cookie = `${KEY}=${await application.sealText(text)}`
    const { setCookie, session } = await browser.visit(() => {}, { cookie })
    expect([{ ...session }, setCookie.map(pairOf)]).toEqual([{}, [[KEY, 'null']]])
  })

  it('S-K3 what those are compared with: a sealed session of the same form counts', async () => {
    const { browser } = open()
    const text =
      '{"id":"a","createdAt":1,"renewedAt":1,"expiresAt":9e15}\n{"user":"ada","__proto__":{"admin":true},"id":"b"}'
    const { session } = await browser.visit(() => {}, { cookie: `${KEY}=${await application.sealText(text)}` })
    expect([{ ...session }, session.id, session['admin']]).toEqual([{ user: 'ada' }, 'a', undefined])
  })

  it.each([
    ['another key', async () => `${KEY}=${await application.sealText('', OTHER_SECRET)}`],
    ['garbage', async () => `${KEY}=%%%%`],
    ['nothing', async () => `${KEY}=`],
    ['null', async () => `${KEY}=null`],
    ['plain data', async () => `${KEY}={"user":"ada"}`],
    ['two of one name', async () => `${KEY}=a; ${KEY}=b`],
  ])('S-K6 cases 47, 48, 81, 82: %s looks like every other failure', async (_name, cookie) => {
    const { browser } = open()
    const { setCookie, headers, session } = await browser.visit(({ session }) => session['user'], {
      cookie: await cookie(),
    })
    expect({ ...session }).toEqual({})
    expect(setCookie).toEqual([
      `${KEY}=null; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax; Secure`,
    ])
    expect([...headers]).toEqual([['cache-control', 'no-store']])
  })

  it('S-L7 an id that somebody made up is never taken over', async () => {
    const { browser } = open()
    const { session } = await browser.visit(({ session }) => (session['user'] = 'ada'), {
      cookie: `${KEY}=${'a'.repeat(43)}`,
    })
    expect(session.id).toMatch(/^[\w-]{43}$/)
    expect(session.id).not.toBe('a'.repeat(43))
  })

  it('S-P1 cookies of one name twice: no session in either order, and the name is expired once', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const good = await browser.cookies()
    for (const cookie of [`${good}; ${KEY}=evil`, `${KEY}=evil; ${good}`, `${good}; ${good}`]) {
      const { session, setCookie } = await browser.visit(() => {}, { cookie })
      expect([{ ...session }, setCookie.map(pairOf)]).toEqual([{}, [[KEY, 'null']]])
    }
  })

  it('S-P1 cases 75, 76: other cookies mean nothing, and stay', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const good = await browser.cookies()
    const suffixes = [
      'X',
      '-',
      '-abc',
      '-00',
      '-01',
      '-+1',
      '-1e0',
      '-0x1',
      '--1',
      '-1.0',
      '-٣',
      '- 1',
      '-100',
      '-999999',
    ]
    const names = [
      `x${KEY}`,
      KEY.toLowerCase(),
      `${KEY.toUpperCase()}-0`,
      `=${KEY}`,
      `\u00a0${KEY}`,
      'thisisnotasessioncookie',
    ]
    const others = [...suffixes.map((suffix) => `${KEY}${suffix}=a`), ...names.map((name) => `${name}=a`)]
    for (const other of others) {
      const { session, setCookie } = await browser.visit(() => {}, { cookie: `${other}; ${good}; ${other}` })
      expect([other, { ...session }, setCookie]).toEqual([other, { user: 'ada' }, []])
    }
  })

  it('S-L11 case 93: the lines of the application stay, in order, and ours comes once', async () => {
    const { browser } = open()
    const own = ['a=1; Path=/', `${KEY}=theirs; Path=/`, 'b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT', 'a=3']
    const { setCookie } = await browser.visit(({ session }) => (session['user'] = 'ada'), { own })
    expect(setCookie.map((line) => pairOf(`${line};`)[0])).toEqual(['a', 'b', 'a', KEY])
    expect(await browser.read()).toEqual({ user: 'ada' })
  })

  it('S-K4 a session sealed with an older key is read, and sealed with the newest at its next write', async () => {
    const old = open(OTHER_SECRET).browser
    await old.visit(({ session }) => (session['user'] = 'ada'))
    const rotated = open(`${SECRET},${OTHER_SECRET}`).browser
    const { setCookie } = await rotated.visit(({ session }) => session['user'], { cookie: await old.cookies() })
    expect(setCookie).toEqual([])
    await rotated.visit(({ session }) => (session['tab'] = 1), { cookie: await old.cookies() })
    const newest = open(SECRET).browser
    expect(await newest.read({ cookie: await rotated.cookies() })).toEqual({ user: 'ada', tab: 1 })
    expect(await newest.read({ cookie: await old.cookies() })).toEqual({})
  })

  it('S-L15 two users who come and go at once never see each other', async () => {
    const { browser } = open()
    const [ada, eve] = [await variantOf('ada'), await variantOf('eve')]
    const visits = Array.from({ length: 200 }, async (_item, index) => {
      const [name, cookie] = index % 2 === 0 ? ['ada', ada] : ['eve', eve]
      expect(await browser.read({ cookie })).toEqual({ user: name })
    })
    await Promise.all(visits)

    async function variantOf(name: string): Promise<string> {
      const { setCookie } = await open().browser.visit(({ session }) => (session['user'] = name))
      return setCookie[0]?.split(';')[0] ?? ''
    }
  })

  it('case 32: what JSON cannot hold is an error of the commit, of save() before it, and no cookie goes out', async () => {
    const { browser } = open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    await expect(browser.visit(({ session }) => (session['big'] = 1n))).rejects.toThrow(TypeError)
    await expect(browser.visit(({ session }) => ((session['big'] = 1n), session.save()))).rejects.toThrow(TypeError)
    expect(await browser.read()).toEqual({ user: 'ada' })
  })

  it('S-L16 save() changes nothing of what the response keeps', async () => {
    const { browser } = open()
    const { setCookie, session } = await browser.visit(async ({ session }) => {
      session['user'] = 'ada'
      await session.save()
      session['tab'] = 1
    })
    expect(setCookie).toHaveLength(1)
    expect(await browser.read()).toEqual({ user: 'ada', tab: 1 })
    expect((await browser.visit()).session.id).toBe(session.id)
  })

  it('S-L10 case 30: after the head nothing can be changed', async () => {
    const { browser } = open()
    const { session } = await browser.visit(({ session }) =>
      Object.assign(session, { user: 'ada', cart: { items: [] } }),
    )
    expect(() => (session['user'] = 'eve')).toThrow(TypeError)
    expect(() => (session['cart'] as { items: unknown[] }).items.push(1)).toThrow(TypeError)
    await expect(session.regenerate()).rejects.toThrow(
      'The head of the response has left: the session can no longer be changed',
    )
    await expect(session.save()).resolves.toBeUndefined()
    await expect(session.destroy()).rejects.toThrow('The head of the response has left')
  })

  it('S-W1 S-W2 a handshake reads and sets the session; the open socket can only read it, until its deadline', async () => {
    const { browser, clock } = open()
    const scope = 'websocket'
    const { session, setCookie } = await browser.visit(({ session }) => (session['user'] = 'ada'), { scope })
    expect(setCookie).toHaveLength(1)
    expect(() => (session['user'] = 'eve')).toThrow(TypeError)
    const { session: later, connection } = await browser.visit(() => {}, { scope })
    const socket = new application.SessionSocket(connection)
    expect([later['user'], socket.session['user'], await socket.revalidate()]).toEqual(['ada', 'ada', true])
    clock.now = START + 14 * DAY
    expect(await socket.revalidate()).toBe(false)
  })

  it('S-W2 a handshake without a session stays open', async () => {
    const { browser } = open()
    const { connection } = await browser.visit(() => {}, { scope: 'websocket' })
    expect(await new application.SessionSocket(connection).revalidate()).toBe(true)
  })

  it('S-K4 the application refuses to start without a good key', () => {
    expect(() => open('short')).toThrow("The option 'secrets': key 1 of 1")
  })

  it('S-A1 serializeData and deserializeData keep what JSON cannot', async () => {
    class DatedBackend extends application.CookieBackend {
      override serializeData(data: Record<string, unknown>): string {
        return `v1 ${JSON.stringify(Object.entries(data).map(([name, value]) => [name, Number(value)]))}`
      }
      override deserializeData(text: string): Record<string, unknown> {
        const entries = JSON.parse(text.slice(3)) as [string, number][]
        return Object.fromEntries(entries.map(([name, time]) => [name, new Date(time)]))
      }
    }
    const browser = new Browser(application, new DatedBackend({ secrets: SECRET, now: () => START }))
    await browser.visit(({ session }) => (session['seen'] = new Date(5)))
    expect(await browser.read()).toEqual({ seen: new Date(5) })
    await browser.visit(({ session }) => Reflect.deleteProperty(session, 'seen'))
    expect(await browser.names()).toEqual([])
  })
})
