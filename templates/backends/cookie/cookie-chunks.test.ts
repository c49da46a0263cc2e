import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Browser, pairOf, SECRET, type Variant, type Visit, variant } from './cookie.harness.ts'

const KEY = '__Host-session'
const START = Date.UTC(2026, 0, 1)
const MAX_COOKIE_BYTES = 4096

const standard = await variant()

function open(application: Variant = standard): Browser {
  return new Browser(application, new application.CookieBackend({ secrets: SECRET, now: () => START }))
}

/** Writes a session of so many bytes of data: `{"text":"…"}`. */
function write(browser: Browser, bytes: number, cookie?: string): Promise<Visit> {
  const text = randomBytes(bytes)
    .toString('base64url')
    .slice(0, bytes - '{"text":""}'.length)
  const request = cookie === undefined ? {} : { cookie }
  return browser.visit(({ session }) => (session['text'] = text), request)
}

const namesOf = ({ setCookie }: Visit): string[] => setCookie.map((line) => pairOf(line)[0])
const expiredOf = ({ setCookie }: Visit): string[] =>
  setCookie.filter((line) => line.includes('Max-Age=0')).map((line) => pairOf(line)[0])

/** The value in `name=value`. */
const valueOf = (cookie: string | undefined): string => cookie?.slice(cookie.indexOf('=') + 1) ?? ''

/** The largest session that one cookie holds, found by trying. */
async function largest(application: Variant, cookies: number): Promise<number> {
  let fits = 0
  let fails = 20_000
  while (fails - fits > 1) {
    const bytes = (fits + fails) >> 1
    const live = await write(open(application), Math.max(bytes, 12)).then(
      (visit) => visit.setCookie.length <= cookies,
      () => false,
    )
    fits = live ? bytes : fits
    fails = live ? fails : bytes
  }
  return fits
}

describe('S-K5 how large a cookie gets', () => {
  it.each<[string, Parameters<typeof variant>[0]]>([
    ['the standard attributes', {}],
    ['WebCrypto', { node: false }],
    ['a name of 256 characters', { cookieName: 'k'.repeat(256) }],
    [
      'every attribute',
      {
        cookieName: '__Secure-session',
        attributes: 'HttpOnly; Path=/; Domain=app.test; SameSite=None; Secure; Partitioned; Priority=Medium',
      },
    ],
    ['an attribute that the connection decides', { secure: 'auto', attributes: 'HttpOnly; Path=/; SameSite=Lax' }],
    ['no lifetime', { browserSession: true }],
    ['a lifetime of 400 days', { lifetimeSeconds: 400 * 24 * 60 * 60 }],
  ])('cases 70, 74, 85: with %s each line is filled to 4096 bytes and no further', async (_, choices) => {
    const application = await variant(choices)
    for (const cookies of [1, 4]) {
      const bytes = await largest(application, cookies)
      const { setCookie } = await write(open(application), bytes)
      expect(setCookie).toHaveLength(cookies)
      const lengths = setCookie.map((line) => Buffer.byteLength(line))
      expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_COOKIE_BYTES)
      // Base64url comes in steps of four characters for three bytes.
      expect(Math.min(...(cookies === 1 ? lengths : lengths.slice(0, -1)))).toBeGreaterThan(MAX_COOKIE_BYTES - 4)
    }
  })

  it('cases 73, 91: more than one cookie holds is split into numbered ones', async () => {
    const browser = open()
    const sizes = [1_000, 4_000, 7_000, 10_000]
    const names = await Promise.all(sizes.map(async (bytes) => namesOf(await write(open(), bytes))))
    expect(names).toEqual([
      [KEY],
      [`${KEY}-0`, `${KEY}-1`],
      [`${KEY}-0`, `${KEY}-1`, `${KEY}-2`],
      [`${KEY}-0`, `${KEY}-1`, `${KEY}-2`, `${KEY}-3`],
    ])
    await write(browser, 10_000)
    expect(String((await browser.read())['text'])).toHaveLength(10_000 - 11)
  })

  it('beyond the last one it is an error with the measured size, from save() and before the head leaves', async () => {
    const browser = open()
    await write(browser, 1_000)
    const before = await browser.read()
    const bytes = (await largest(standard, 4)) + 1
    const head = `{"id":"${'i'.repeat(43)}","createdAt":${START},"renewedAt":${START},"expiresAt":${START}}\n`
    const sealedLength = Math.ceil((45 + head.length + bytes) * (4 / 3))
    const message = new RegExp(`^The session takes ${sealedLength} bytes when sealed; its cookies hold 1\\d{4}\\.`)
    await expect(write(browser, bytes)).rejects.toThrow(message)
    await expect(
      browser.visit(async ({ session }) => {
        session['text'] = 'x'.repeat(1_000_000)
        await expect(session.save()).rejects.toMatchObject({ name: 'SessionTooLargeError' })
        Reflect.deleteProperty(session, 'text')
        session['user'] = 'ada'
      }),
    ).resolves.toMatchObject({ session: { user: 'ada' } })
    expect(before['text']).toHaveLength(1_000 - 11)
  })

  it.each([1, 2, 3])('no more cookies than the config allows: %i', async (maxChunks) => {
    const application = await variant({ maxChunks })
    const bytes = await largest(application, maxChunks)
    expect((await write(open(application), bytes)).setCookie).toHaveLength(maxChunks)
    await expect(write(open(application), bytes + 2)).rejects.toMatchObject({ name: 'SessionTooLargeError' })
    const limit = await write(open(application), bytes + 2).catch((error: Error) =>
      Number(/hold (\d+)\./.exec(error.message)?.[1]),
    )
    expect(limit).toBeGreaterThan(maxChunks * 3_900)
    expect(limit).toBeLessThan(maxChunks * MAX_COOKIE_BYTES)
  })
})

describe('S-K5 what is left of a longer or shorter session', () => {
  it('cases 77, 78: a session that stays long replaces each of its cookies', async () => {
    const browser = open()
    await write(browser, 7_000)
    const visit = await write(browser, 7_000)
    expect([namesOf(visit), expiredOf(visit)]).toEqual([[`${KEY}-0`, `${KEY}-1`, `${KEY}-2`], []])
    expect(await browser.names()).toHaveLength(3)
  })

  it('case 79: what shrinks from four cookies to one ends the four', async () => {
    const browser = open()
    await write(browser, 10_000)
    const visit = await write(browser, 100)
    expect(namesOf(visit)).toEqual([KEY, `${KEY}-0`, `${KEY}-1`, `${KEY}-2`, `${KEY}-3`])
    expect(expiredOf(visit)).toEqual([`${KEY}-0`, `${KEY}-1`, `${KEY}-2`, `${KEY}-3`])
    expect(await browser.names()).toEqual([KEY])
    expect(String((await browser.read())['text'])).toHaveLength(100 - 11)
  })

  it('case 90: what grows out of one cookie ends it, in the last line', async () => {
    const browser = open()
    await write(browser, 100)
    const { setCookie } = await write(browser, 7_000)
    expect(setCookie.at(-1)).toMatch(new RegExp(`^${KEY}=null; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; `))
    expect(await browser.names()).toEqual([`${KEY}-0`, `${KEY}-1`, `${KEY}-2`])
  })

  it('case 65: a session ends with the attributes it was set with', async () => {
    const attributes = 'HttpOnly; Path=/; Domain=app.test; SameSite=None; Secure; Partitioned'
    const browser = open(await variant({ cookieName: '__Secure-session', attributes }))
    await write(browser, 10_000)
    const { setCookie } = await browser.visit(({ session }) => session.destroy())
    expect(setCookie).toHaveLength(4)
    expect(setCookie.every((line) => line.endsWith(`; Max-Age=0; ${attributes}`))).toBe(true)
    expect(await browser.names()).toEqual([])
  })

  it('any series of sizes leaves the session that was written last, and no other cookie', async () => {
    const browser = open()
    for (const bytes of [100, 10_000, 4_000, 3_000, 7_000, 12, 9_000, 100, 4_000]) {
      await write(browser, bytes)
      expect(String((await browser.read())['text'])).toHaveLength(bytes - 11)
      expect(await browser.names()).toHaveLength(Math.max(1, Math.ceil(bytes / 2_980)))
    }
  })
})

describe('S-K5 S-K6 cookies that do not fit together', async () => {
  const chunks = (await write(open(), 10_000)).setCookie.map((line) => line.split(';')[0] ?? '')
  const others = (await write(open(), 10_000)).setCookie.map((line) => line.split(';')[0] ?? '')
  const whole = (await write(open(), 100)).setCookie.map((line) => line.split(';')[0] ?? '')[0] ?? ''

  it.each<[string, (string | undefined)[]]>([
    ['the first is missing', chunks.slice(1)],
    ['one in the middle is missing', [chunks[0], chunks[2], chunks[3]]],
    ['the last is missing', chunks.slice(0, -1)],
    ['one more was left over', [...chunks, `${KEY}-4=${valueOf(others[0])}`]],
    ['case 83: a stray one', [...chunks, `${KEY}-7=null`]],
    ['case 83: a stray one behind a whole', [whole, `${KEY}-1=null`]],
    ['one that is whole, and parts', [whole, ...chunks]],
    ['one is of another session', [chunks[0], others[1], chunks[2], chunks[3]]],
    [
      'two have changed places',
      [`${KEY}-0=${valueOf(chunks[1])}`, `${KEY}-1=${valueOf(chunks[0])}`, chunks[2], chunks[3]],
    ],
    ['one is there twice', [...chunks, chunks[2]]],
    ['one is empty', [chunks[0], `${KEY}-1=`, chunks[2], chunks[3]]],
    ['one is padded', [chunks[0], `${chunks[1]}=`, chunks[2], chunks[3]]],
    ['their numbers do not begin at 0', chunks.map((chunk, index) => `${KEY}-${index + 1}=${valueOf(chunk)}`)],
    [
      'the parts of one do not end where they did',
      [`${KEY}-0=${valueOf(whole).slice(0, 9)}`, `${KEY}-2=${valueOf(whole).slice(9)}`],
    ],
    [
      'more than any session of ours has',
      Array.from({ length: 50 }, (_, index) => `${KEY}-${index}=${'A'.repeat(4_000)}`),
    ],
    ['one that no browser would store', [`${KEY}=${'A'.repeat(100_000)}`]],
  ])('%s: no session, and all that came are ended', async (_, cookies) => {
    const present = cookies.filter((cookie) => cookie !== undefined)
    const visit = await open().visit(() => {}, { cookie: present.join('; ') })
    expect({ ...visit.session }).toEqual({})
    const names = [...new Set(present.map((cookie) => cookie.slice(0, cookie.indexOf('='))))]
    expect([namesOf(visit), expiredOf(visit)]).toEqual([names, names])
  })

  it('a write in the same request takes the place of what does not fit', async () => {
    const visit = await write(open(), 100, chunks.slice(1).join('; '))
    expect(namesOf(visit)).toEqual([KEY, `${KEY}-1`, `${KEY}-2`, `${KEY}-3`])
    expect(expiredOf(visit)).toEqual([`${KEY}-1`, `${KEY}-2`, `${KEY}-3`])
  })

  it('cases 84, 89: in whichever order they come, what fits is read', async () => {
    const browser = open()
    for (const cookies of [chunks, chunks.toReversed(), [chunks[2], chunks[0], chunks[3], chunks[1]]]) {
      expect(String((await browser.read({ cookie: cookies.join('; ') }))['text'])).toHaveLength(10_000 - 11)
    }
    expect(String((await browser.read({ cookie: whole }))['text'])).toHaveLength(100 - 11)
    expect(String((await browser.read({ cookie: `${KEY}-0=${valueOf(whole)}` }))['text'])).toHaveLength(100 - 11)
  })

  it('case 86: characters with a meaning elsewhere are letters of the name', async () => {
    const application = await variant({ cookieName: 'se.s$ion+' })
    const browser = open(application)
    await write(browser, 7_000)
    expect(await browser.names()).toEqual(['se.s$ion+-0', 'se.s$ion+-1', 'se.s$ion+-2'])
    expect(String((await browser.read())['text'])).toHaveLength(7_000 - 11)
    const cookie = (await browser.cookies()).replaceAll('se.s$ion+', 'seXs$ion+')
    expect([await browser.read({ cookie }), (await browser.visit(() => {}, { cookie })).setCookie]).toEqual([{}, []])
  })
})
