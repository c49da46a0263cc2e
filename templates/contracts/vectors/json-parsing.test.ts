// JSONTestSuite as what a store or an old cookie may hold: it is read, or it is no session, and no request fails because of it.
import { describe, expect, it } from 'vitest'
import { Browser, SECRET, variant } from '../../backends/cookie/cookie.harness.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { storageKeyOf } from '../../runtime/session-id-node.ts'
import { read, request } from '../backend-requests.ts'
import { describeEachStore } from '../each-store.ts'
import { RESERVED } from '../naughty-data.ts'
import { jsonTexts } from './published.ts'

const HOUR = 3_600_000
const ID = 'A'.repeat(43)
const KEY = storageKeyOf(ID)
const backend = new MemoryBackend()

/** The data that a text holds, without what S-L16 drops; null where it is none. */
function dataIn(text: string): object | null {
  try {
    const fields = Object.entries(backend.deserializeData(text))
    return Object.fromEntries(fields.filter(([name]) => !RESERVED.has(name)))
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return null
  }
}

describe('deserializeData', () => {
  it.each(jsonTexts)('S-B6 takes %s if it is an object of JSON', (name, text) => {
    const data = dataIn(text)
    if (name.startsWith('n_')) {
      expect(data).toBeNull()
    } else if (name.startsWith('y_')) {
      expect(data !== null).toBe(/^\s*\{/.test(text))
    }
  })
})

describeEachStore((open) => {
  it('S-B6 a record that holds any of it is read, or dropped: the next request begins anew', async () => {
    const store = open()
    for (const [name, text] of jsonTexts) {
      const now = store.now()
      await store.set(KEY, { data: text, createdAt: now, renewedAt: now, expiresAt: now + HOUR, version: 1 })
      const data = dataIn(text)
      expect(await read(store, ID), name).toEqual(data ?? {})
      expect((await store.get(KEY)) === null, name).toBe(data === null)
      const { cookie } = await request(store, ID, (session) => void (session['next'] = name))
      expect(await read(store, cookie), name).toEqual({ ...data, next: name })
      expect(cookie === ID, name).toBe(data !== null)
      await store.delete(KEY)
    }
  })
})

describe.each([true, false])('in a sealed cookie, with node:crypto %s', (node) => {
  it(
    'S-K3 S-K6 any of it is read, or the cookie is ended: the next request begins anew',
    { timeout: 60_000 },
    async () => {
      const application = await variant({ node })
      const { CookieBackend, sealText, spec } = application
      for (const [name, text] of jsonTexts.filter(([, { length }]) => length < 2_000)) {
        const browser = new Browser(application, new CookieBackend({ secrets: SECRET }))
        const now = Date.now()
        const head = { id: ID, createdAt: now, renewedAt: now, expiresAt: now + HOUR }
        const cookie = `${spec.cookieName}=${await sealText(`${JSON.stringify(head)}\n${text}`)}`
        const data = dataIn(text)
        expect(await browser.read({ cookie }), name).toEqual(data ?? {})
        const { setCookie } = await browser.visit(({ session }) => void (session['next'] = name), { cookie })
        expect(setCookie.length, name).toBe(1)
        expect(await browser.read(), name).toEqual({ ...data, next: name })
      }
    },
  )
})
