// What becomes of a session that two requests change at the same time, or that one of them ends.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { observe } from '../contracts/observed-backend.ts'
import { choose } from './requests.harness.ts'

afterEach(() => vi.restoreAllMocks())

describe('merge', () => {
  it('S-B3 after save() the handler goes on with what another request wrote', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      session['note'] = 'mine'
      await session.save()
      expect({ ...session }).toEqual({ user: 'ada', cart: 'a lamp', note: 'mine' })
    })
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: 'a lamp', note: 'mine' })
  })

  it('S-B3 what the handler wrote and removed while save() was under way is kept too', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      const store = observe(backend)
      store.delay('update', async () => {
        store.heal()
        Object.assign(session, { later: 'still mine' })
        Reflect.deleteProperty(session, 'user')
      })
      session['note'] = 'mine'
      await session.save()
      expect({ ...session }).toEqual({ cart: 'a lamp', note: 'mine', later: 'still mine' })
    })
    expect(await read(backend, cookie)).toEqual({ cart: 'a lamp', note: 'mine', later: 'still mine' })
  })

  it('S-B3 of one field that both changed the later stays, and a field that was only read takes the other’s value', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    await request(backend, cookie, (session) => Object.assign(session, { cart: { items: [1] }, visits: 1 }))
    await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: { items: [1, 2] }, visits: 2 }))
      session['visits'] = 3
    })
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: { items: [1, 2] }, visits: 3 })
  })

  it('S-B3 whoever loses each of a hundred races gives up, and no cookie goes out', async () => {
    const { backend, begin, login, stored } = await choose()
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const cookie = await login()
    const open = await begin(backend, cookie)
    open.session['note'] = 'mine'
    let races = 0
    const update = backend.update.bind(backend)
    backend.update = async (key, record, version) => {
      races += 1
      const rival = await backend.get(key)
      if (rival !== null) {
        await update(key, { ...rival, data: `{"race":${races}}`, version: rival.version + 1 }, rival.version)
      }
      return update(key, record, version)
    }
    await expect(open.commit()).rejects.toMatchObject({ name: 'SessionConflictError', statusCode: 409 })
    expect(races).toBe(100)
    expect((await stored(cookie))?.data).toBe('{"race":100}')
  })
})

describe('last-write-wins', () => {
  it('S-B3 replaces all data', async () => {
    const { backend, login, read, request } = await choose({ onConflict: 'last-write-wins' })
    const cookie = await login()
    await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      session['note'] = 'mine'
    })
    expect(await read(backend, cookie)).toEqual({ user: 'ada', note: 'mine' })
  })

  it('S-B3 after save() the handler has what it had', async () => {
    const { backend, login, request } = await choose({ onConflict: 'last-write-wins' })
    const cookie = await login()
    await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      session['note'] = 'mine'
      await session.save()
      expect({ ...session }).toEqual({ user: 'ada', note: 'mine' })
    })
  })

  it('S-B3 S-L8 carries on what the handler has', async () => {
    const { backend, login, read, request } = await choose({ onConflict: 'last-write-wins' })
    const cookie = await login()
    const { cookie: next } = await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      await session.regenerate({ keep: true })
    })
    expect(await read(backend, next)).toEqual({ user: 'ada' })
  })
})

describe('reject', () => {
  it('S-B3 fails the second writer, and keeps what the first one wrote', async () => {
    const { backend, login, read, request } = await choose({ onConflict: 'reject' })
    const cookie = await login()
    const second = request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      session['note'] = 'lost'
    })
    await expect(second).rejects.toMatchObject({ name: 'SessionConflictError' })
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: 'a lamp' })
  })

  it('S-B3 S-L9 a session that was destroyed meanwhile is no conflict: it has ended', async () => {
    const { backend, login, request } = await choose({ onConflict: 'reject' })
    const cookie = await login()
    const slow = request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      session['note'] = 'lost'
    })
    await expect(slow).rejects.toMatchObject({ name: 'SessionDestroyedError' })
  })

  it('S-L8 does not carry on a session that changed meanwhile, which stays as it is', async () => {
    const { backend, login, read, request } = await choose({ onConflict: 'reject' })
    const cookie = await login()
    const slow = request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => Object.assign(same, { cart: 'a lamp' }))
      await session.regenerate({ keep: true })
    })
    await expect(slow).rejects.toMatchObject({ name: 'SessionConflictError' })
    expect(await read(backend, cookie)).toEqual({ user: 'ada', cart: 'a lamp' })
  })
})

describe('a session that ended in a parallel request', () => {
  it('S-L8 is not carried on with some of its fields', async () => {
    const { backend, login, request } = await choose()
    const cookie = await login()
    const slow = request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      await session.regenerate({ keep: ['user'] })
    })
    await expect(slow).rejects.toMatchObject({ name: 'SessionDestroyedError' })
  })

  it('S-L8 can be followed by a new one that takes nothing over', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    const { cookie: next } = await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      const fresh = await session.regenerate()
      fresh['user'] = 'eve'
    })
    expect(await read(backend, next)).toEqual({ user: 'eve' })
    expect(await read(backend, cookie)).toEqual({})
  })

  it('S-L9 can be destroyed here too: that it is gone is what was asked for', async () => {
    const { backend, login, request } = await choose()
    const cookie = await login()
    const answer = await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      await session.destroy()
    })
    expect(answer.cookie).toBeNull()
  })

  it('S-L9 S-L13 is not brought back by touch(), and sets no cookie', async () => {
    const { backend, login, request, stored } = await choose()
    const cookie = await login()
    const { setCookie } = await request(backend, cookie, async (session) => {
      await request(backend, cookie, (same) => same.destroy())
      session.touch()
    })
    expect(setCookie).toEqual([])
    expect(await stored(cookie)).toBeNull()
  })
})
