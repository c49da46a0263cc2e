// The edges of what a cookie backend keeps: sizes, numbers of cookies, and what is sent where there is nothing to send.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Browser, pairOf, SECRET, variant } from './cookie.harness.ts'

const KEY = '__Host-session'
const START = Date.UTC(2026, 0, 1)

/** A browser at an application with these choices, and texts sealed as the application seals them. */
async function open(choices: Parameters<typeof variant>[0] = {}) {
  const application = await variant(choices)
  const backend = new application.CookieBackend({ secrets: SECRET, now: () => START })
  const sealOf = (text: string): Promise<string> => {
    const times = { createdAt: START, renewedAt: START, expiresAt: START + 60_000 }
    return application.sealText(`${JSON.stringify({ id: 'i'.repeat(43), ...times })}\n${JSON.stringify({ text })}`)
  }
  return { application, browser: new Browser(application, backend), sealOf }
}

const random = (length: number): string => randomBytes(length).toString('base64url').slice(0, length)

describe('S-K5 what is read', () => {
  it('one cookie that is larger than browsers store is no session, though its seal is good', async () => {
    const { browser, sealOf } = await open()
    const [small, large] = [await sealOf(random(100)), await sealOf(random(4_000))]
    expect(large.length).toBeGreaterThan(4096)
    expect(await browser.read({ cookie: `${KEY}=${small}` })).not.toEqual({})
    expect(await browser.read({ cookie: `${KEY}=${large}` })).toEqual({})
  })

  it.each([100, 4_500])('nor are two of which one is: the first has %i bytes', async (length) => {
    const { browser, sealOf } = await open()
    const sealed = await sealOf(random(3_600))
    const parts = [sealed.slice(0, length), sealed.slice(length)]
    const even = [sealed.slice(0, 2_500), sealed.slice(2_500)]
    const cookieOf = (chunks: string[]): string => chunks.map((chunk, at) => `${KEY}-${at}=${chunk}`).join('; ')
    expect(await browser.read({ cookie: cookieOf(even) })).not.toEqual({})
    expect(await browser.read({ cookie: cookieOf(parts) })).toEqual({})
  })

  it('more cookies than the config allows are no session, and as many are one', async () => {
    const before = (await open({ maxChunks: 3 })).browser
    await before.visit(({ session }) => (session['text'] = random(7_000)))
    const cookie = await before.cookies()
    expect(cookie.split('; ')).toHaveLength(3)
    expect(await (await open({ maxChunks: 3 })).browser.read({ cookie })).not.toEqual({})
    expect(await (await open({ maxChunks: 2 })).browser.read({ cookie })).toEqual({})
  })

  it.each([5, 9, 10, 99])('a part with the number %i that was left over is ended', async (number) => {
    const { browser } = await open()
    const { setCookie } = await browser.visit(() => {}, { cookie: `${KEY}-${number}=left` })
    expect(setCookie.map((line) => [pairOf(line)[0], line.includes('Max-Age=0')])).toEqual([[`${KEY}-${number}`, true]])
  })
})

describe('S-K5 what is sent', () => {
  it('a line of 4096 bytes, and no less, is what one cookie holds', async () => {
    const lengths: number[] = []
    // A seal grows in steps; names of other lengths fill the steps up.
    for (const cookieName of ['k', 'kk', 'kkk', 'kkkk']) {
      const { browser } = await open({ cookieName })
      for (let size = 2_760; size < 2_900; size += 1) {
        const write = browser.visit(({ session }) => (session['text'] = 'x'.repeat(size)), { cookie: null })
        const { setCookie } = await write
        lengths.push(...(setCookie.length === 1 ? setCookie.map((line) => line.length) : []))
      }
    }
    expect(Math.max(...lengths)).toBe(4096)
  })

  it.each(['GET without a cookie', 'GET with a cookie'])(
    'S-L12 a response that sets no cookie may be cached: %s',
    async (name) => {
      const { browser } = await open()
      if (name === 'GET with a cookie') {
        await browser.visit(({ session }) => (session['user'] = 'ada'))
      }
      const { headers, setCookie } = await browser.visit()
      expect([setCookie, headers.get('cache-control')]).toEqual([[], undefined])
    },
  )
})

describe('save()', () => {
  it('S-L16 takes a session that was emptied, whose cookie ends with the response', async () => {
    const { browser } = await open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    await browser.visit(async ({ session }) => {
      Reflect.deleteProperty(session, 'user')
      await session.save()
    })
    expect(await browser.names()).toEqual([])
  })

  it('S-L9 fails once the session was destroyed, and nothing of it goes out', async () => {
    const { browser } = await open()
    await browser.visit(({ session }) => (session['user'] = 'ada'))
    const { session } = await browser.visit(async ({ session }) => {
      const ended = session.destroy()
      await expect(session.save()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
      await ended
    })
    expect([{ ...session }, await browser.names()]).toEqual([{}, []])
  })
})

it('S-W2 a socket whose handshake destroyed the session hears that it has ended', async () => {
  const { application, browser } = await open()
  await browser.visit(({ session }) => (session['user'] = 'ada'))
  const { connection } = await browser.visit(({ session }) => session.destroy(), { scope: 'websocket' })
  expect(await new application.SessionSocket(connection).revalidate()).toBe(false)
})
