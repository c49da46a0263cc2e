// What is left of a session that is over: nothing that could be saved, and no cookie that leads to it.
import { describe, expect, it, vi } from 'vitest'
import { observe } from '../contracts/observed-backend.ts'
import { choose } from './requests.harness.ts'

describe('destroy', () => {
  it('S-L9 of a session that was begun and saved in this request sends no cookie', async () => {
    const { backend, request } = await choose()
    const { setCookie } = await request(backend, null, async (session) => {
      session['user'] = 'ada'
      await session.save()
      await session.destroy()
    })
    expect(setCookie).toEqual([])
  })

  it('S-L9 of a session that never was costs no call of the backend and sends no cookie', async () => {
    const { backend, request } = await choose()
    const store = observe(backend)
    const { setCookie } = await request(backend, null, async (session) => {
      await session.destroy()
      await expect(session.save()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    })
    expect([setCookie, store.calls]).toEqual([[], []])
  })

  it('S-L5 S-L9 that the store refused fails the response, though the handler did not wait for it', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = await login()
    const store = observe(backend)
    store.fail('delete', new Error('The store is down'))
    const response = request(backend, cookie, (session) => {
      session.destroy().catch(() => {})
    })
    await expect(response).rejects.toThrow('The store is down')
    store.heal()
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
  })

  it('S-L9 ends the cookie that came, with a line that is no live one', async () => {
    const { backend, login, request } = await choose()
    const { setCookie } = await request(backend, await login(), (session) => session.destroy())
    expect(setCookie).toEqual([expect.stringMatching(/^__Host-session=null; .*; Max-Age=0; /)])
  })
})

describe('regenerate', () => {
  it('S-L8 leaves a session behind that nobody can save any more, and begins no second record', async () => {
    const { backend, login, request } = await choose()
    const cookie = await login()
    const store = observe(backend)
    await request(backend, cookie, async (session) => {
      await session.regenerate({ keep: true })
      await expect(session.save()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
      await expect(session.regenerate()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    })
    expect(store.calls.filter(({ operation }) => operation === 'create')).toHaveLength(1)
  })
})

describe('the cookie', () => {
  it('S-L7 of two with one name neither counts, and both are ended', async () => {
    const { backend, login, request } = await choose()
    const [one, other] = [await login(), await login()]
    const { setCookie } = await request(backend, `${one}; __Host-session=${other}`, (session) => {
      expect([{ ...session }, session.isNew]).toEqual([{}, true])
    })
    expect(setCookie).toEqual([expect.stringContaining('; Max-Age=0; ')])
  })

  it('S-P1 of another name means nothing', async () => {
    const { backend, login, read, request } = await choose()
    const cookie = `${await login()}; other=1`
    expect(await read(backend, cookie)).toEqual({ user: 'ada' })
    expect((await request(backend, cookie)).setCookie).toEqual([])
  })

  it('S-L16 leads to a session that is not new, under the id that it names, before and after a write', async () => {
    const { backend, login, request } = await choose()
    const cookie = await login()
    await request(backend, cookie, (session) => {
      expect([session.isNew, session.id]).toEqual([false, cookie])
      session['note'] = 'mine'
      expect(session.id).toBe(cookie)
    })
    await request(backend, null, (session) => {
      session['user'] = 'eve'
      expect(session.id).toBe(session.id)
    })
  })
})

it('S-L10 on Web platforms a late write throws where it is made, in production too', async () => {
  const { backend, begin } = await choose({ node: false })
  vi.stubEnv('NODE_ENV', 'production')
  const { commit, session } = await begin(backend, null)
  await commit()
  vi.unstubAllEnvs()
  expect(() => (session['late'] = true)).toThrow(TypeError)
})

it('S-L12 a response varies by the cookie if its handler looked at the session', async () => {
  const { backend, request } = await choose()
  expect((await request(backend, null)).headers.get('vary')).toBe('Cookie')
})
