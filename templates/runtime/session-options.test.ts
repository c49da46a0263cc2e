// Options of the config, on the authored modules: a store that is away, data that is checked, users, logouts.
import { describe, expect, it } from 'vitest'
import { NOW, choose } from './requests.harness.ts'

describe('while the store is away', () => {
  const options = { readOnlyWithoutStore: true } as const

  it('S-B9 a request has an empty session that says so, and no cache keeps what it was shown', async () => {
    const { backend, down, login, request } = await choose(options)
    const cookie = await login()
    await request(backend, cookie, (session) => expect(session.isAvailable).toBe(true))
    const store = down()
    const { headers, setCookie } = await request(backend, cookie, (session) => {
      expect([{ ...session }, session.isAvailable]).toEqual([{}, false])
    })
    expect([setCookie, headers.get('cache-control')]).toEqual([[], 'no-store'])
    store.heal()
    expect((await request(backend, cookie)).headers.get('cache-control')).toBeUndefined()
  })

  it('S-B9 nothing can be written, replaced or destroyed, and nothing is asked of the store for it', async () => {
    const { backend, down, login, read, request } = await choose(options)
    const cookie = await login()
    const store = down()
    const failure = { name: 'SessionStoreError', statusCode: 503 }
    await expect(request(backend, cookie, (session) => Object.assign(session, { a: 1 }))).rejects.toMatchObject(failure)
    await expect(request(backend, cookie, (session) => session.regenerate())).rejects.toMatchObject(failure)
    await expect(request(backend, cookie, (session) => session.destroy())).rejects.toMatchObject(failure)
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get', 'get', 'get'])
    store.heal()
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
  })

  it('S-B9 is over when the store answers again: everything works as before', async () => {
    const { backend, down, login, read, request } = await choose(options)
    const [one, other] = [await login(), await login()]
    const store = down()
    await request(backend, one)
    store.heal()
    await request(backend, one, (session) => Object.assign(session, { note: 'mine' }))
    const { cookie } = await request(backend, one, (session) => session.regenerate({ keep: true }))
    expect(await read(backend, cookie)).toEqual({ user: 'ada', note: 'mine' })
    await request(backend, other, (session) => session.destroy())
    expect(await read(backend, other)).toEqual({})
  })

  it('S-B9 a handshake fails, and so does a request on an error of another kind', async () => {
    const { backend, begin, down, login } = await choose(options)
    const cookie = await login()
    const store = down()
    await expect(begin(backend, cookie, 'websocket')).rejects.toMatchObject({ name: 'SessionStoreError' })
    store.fail('get', new TypeError('a fault of the backend'))
    await expect(begin(backend, cookie)).rejects.toThrow('a fault of the backend')
  })
})

describe('data that is checked', () => {
  it('S-D2 what the schema does not allow is no part of a record, and the response fails', async () => {
    const { backend, login, read, request } = await choose({ checksData: true })
    const cookie = await login()
    const write = request(backend, cookie, (session) => Object.assign(session, { visits: 'many' }))
    await expect(write).rejects.toMatchObject({ name: 'SessionDataError', field: 'visits' })
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
  })

  it.each([
    ['discard', {}],
    ['reject', null],
  ] as const)('S-D3 a session that was stored with other data: %s', async (onInvalidData, seen) => {
    const { backend, login, read, request, stored } = await choose({ onInvalidData })
    const { spec } = await import('./spec.ts')
    const cookie = await login()
    await request(backend, cookie, (session) => Object.assign(session, { visits: 'many' }))
    Object.assign(spec, { checksData: true })
    if (seen === null) {
      await expect(read(backend, cookie)).rejects.toMatchObject({ name: 'SessionDataError' })
      expect((await stored(cookie))?.data).toContain('many')
    } else {
      expect(await read(backend, cookie)).toEqual(seen)
      expect(await stored(cookie)).toBeNull()
    }
  })
})

describe('Clear-Site-Data', () => {
  it('S-O6 goes out with destroy() alone', async () => {
    const { backend, login, request } = await choose({ clearsSiteData: true })
    const cookie = await login()
    expect((await request(backend, cookie)).headers.has('clear-site-data')).toBe(false)
    const written = await request(backend, cookie, (session) => Object.assign(session, { visits: 1 }))
    expect(written.headers.has('clear-site-data')).toBe(false)
    const { headers } = await request(backend, cookie, (session) => session.destroy())
    expect(headers.get('clear-site-data')).toBe('"cache", "storage"')
  })

  it('S-O6 of the application stays', async () => {
    const { backend, begin, login } = await choose({ clearsSiteData: true })
    const open = await begin(backend, await login())
    await open.session.destroy()
    const { headers } = await open.commit({ 'clear-site-data': '"*"' })
    expect(headers.get('clear-site-data')).toBe('"*"')
  })

  it('is nowhere unless the config asks for it', async () => {
    const { backend, login, request } = await choose()
    const { headers } = await request(backend, await login(), (session) => session.destroy())
    expect(headers.has('clear-site-data')).toBe(false)
  })
})

describe('the time at which a user authenticated', () => {
  it('S-O7 cannot be marked on a session from before', async () => {
    const { backend, login, request } = await choose({ recentAuth: true })
    await request(backend, await login(), (session) => {
      expect(() => session.markAuthenticated()).toThrow('Call `regenerate` before `markAuthenticated`')
      expect(session.authenticatedAt).toBeNull()
    })
  })

  it('S-O7 is a number from the record, and nothing else that stands there', async () => {
    const { backend, read, request } = await choose({ recentAuth: true })
    const { cookie } = await request(backend, null, (session) => session.markAuthenticated())
    expect(await read(backend, cookie)).toEqual({ authenticatedAt: NOW })
    const { storageKeyOf } = await import('./session-id-node.ts')
    const record = await backend.get(storageKeyOf(String(cookie)))
    if (record === null) {
      expect.fail('there is no record')
    }
    await backend.set(storageKeyOf(String(cookie)), { ...record, data: '{"authenticatedAt":"today","user":"ada"}' })
    await request(backend, cookie, (session) => {
      expect([session.authenticatedAt, session['user']]).toEqual([null, 'ada'])
    })
  })
})

it('S-O2 flash() keeps messages, and hands each out once', async () => {
  const { backend, request } = await choose({ flash: true })
  const { cookie } = await request(backend, null, (session) => {
    expect(session.flash('info', 'one')).toBeUndefined()
    session.flash('info', { text: 'two' })
  })
  await request(backend, cookie, (session) => {
    expect(session.flash('error')).toEqual([])
    expect(session.flash('info')).toEqual(['one', { text: 'two' }])
    expect(session.flash('info')).toEqual([])
  })
})
