// Pages of React Router: documents, and the data that its scripts ask for.
import { pages } from './react-router-pages.harness.ts'
import { describe, expect, it } from 'vitest'
import { data, redirect } from 'react-router'
import { bodyOf, headOf, type Reply } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { spec } from '../../runtime/spec.ts'
import { getSession } from './react-router.ts'

const namesOf = ({ setCookie }: Pick<Reply, 'setCookie'>): readonly string[] =>
  setCookie.map((line) => line.slice(0, line.indexOf('=')))

/** A document, and the same page as scripts ask for it. */
const forms = [
  ['a document', ''],
  ['data', '.data'],
] as const

describe.each(forms)('%s', (_form, suffix) => {
  it('S-L4 S-B3 loaders that run side by side write into one session, which is saved once', async () => {
    const {
      caller,
      store,
      data: saved,
    } = await pages({
      page: ({ context }) => ({ id: (getSession(context)['page'] = 'one') }),
      async child({ context }) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        getSession(context)['child'] = 'two'
        return null
      },
    })
    const reply = await caller.get(`/pages/child${suffix}`)
    expect(reply.status).toBe(200)
    expect(namesOf(reply)).toEqual([spec.cookieName])
    expect(await saved()).toEqual({ page: 'one', child: 'two' })
    expect(store.calls.map(({ operation }) => operation)).toEqual(['create', 'get'])
  })

  it('S-L12 varies by Cookie where a loader looks at the session, and else goes out as it is', async () => {
    const { caller, store } = await pages({ page: ({ context }) => getSession(context)['user'] ?? null })
    const looked = await caller.get(`/pages${suffix}`)
    expect(looked.headers.vary).toBe('Cookie')
    expect(looked.setCookie).toEqual([])
    const plain = await caller.get(suffix === '' ? '/' : `/_${suffix}`)
    expect(plain.status).toBe(200)
    expect(plain.headers.vary).toBeUndefined()
    expect(store.calls).toEqual([])
  })

  it('S-L11 cookies that loaders set survive, in order, and of our name there is one line', async () => {
    const { caller } = await pages({
      page: ({ context }) => {
        getSession(context)['user'] = 'ada'
        return data(null, {
          headers: [
            ['Set-Cookie', 'a=1'],
            // As an application that also calls `commitSession` of its own does it.
            ['Set-Cookie', `${spec.cookieName}=stale; Path=/`],
            ['Set-Cookie', 'b=2'],
          ],
        })
      },
    })
    const reply = await caller.get(`/pages${suffix}`)
    expect(namesOf(reply)).toEqual(['a', 'b', spec.cookieName])
    expect(reply.setCookie[2]).not.toContain('stale')
  })

  it.each([
    ['returned', (response: Response) => response],
    [
      'thrown',
      (response: Response): Response => {
        throw response
      },
    ],
  ])('S-L4 S-L8 an action that logs in and redirects, %s: the cookie goes with it', async (_how, answer) => {
    const { caller, data: saved } = await pages({
      async action({ context }) {
        const session = await getSession(context).regenerate()
        session['user'] = 'ada'
        return answer(redirect('/pages'))
      },
    })
    const reply = await caller.post(`/pages${suffix}`)
    expect(namesOf(reply)).toEqual([spec.cookieName])
    if (suffix === '') {
      expect(reply).toMatchObject({ status: 302, headers: { location: '/pages' } })
    } else {
      expect(reply.status).toBe(202)
      expect(reply.text).toContain('/pages')
    }
    expect(await saved()).toEqual({ user: 'ada' })
  })

  it('S-L10 a deferred promise settles when the head has left: a write in it throws where it is made', async () => {
    const gates = new Gates()
    const late: unknown[] = []
    const { caller, data: saved } = await pages({
      deferred({ context }) {
        const session = getSession(context)
        session['early'] = true
        const write = async (): Promise<string> => {
          await gates.pass('late')
          try {
            session['late'] = true
            return 'written'
          } catch (error) {
            late.push(error)
            return 'refused'
          }
        }
        return { late: write() }
      },
    })
    const response = await caller.open('GET', `/pages/deferred${suffix}`)
    expect(headOf(response).setCookie).toHaveLength(1)
    gates.open('late')
    expect(await bodyOf(response)).toContain('refused')
    expect(late).toEqual([expect.any(TypeError)])
    expect((late[0] as Error).stack).toContain('react-router-pages.test.ts')
    expect(await saved()).toEqual({ early: true })
  })
})

it('S-L15 S-L4 a response that is made once and given to many gets nobody’s cookie, also where its head cannot change', async () => {
  const shared = Response.redirect('http://localhost/elsewhere', 303)
  const { caller, open } = await pages({
    guarded({ context, url }) {
      const user = url.searchParams.get('user')
      if (user !== null) {
        getSession(context)['user'] = user
      }
      return shared
    },
  })
  const [ada, bob, nobody] = [
    await caller.get('/pages/guarded?user=ada'),
    await open().get('/pages/guarded?user=bob'),
    await open().get('/pages/guarded'),
  ]
  expect([ada, bob, nobody].map(({ status }) => status)).toEqual([303, 303, 303])
  expect(namesOf(ada)).toEqual([spec.cookieName])
  expect(ada.setCookie).not.toEqual(bob.setCookie)
  expect(nobody.setCookie).toEqual([])
  expect(shared.headers.getSetCookie()).toEqual([])
})

it('S-L1 S-L2 a page without a loader has the session loaded as a document; what scripts are told of routes asks nobody', async () => {
  const { caller, store } = await pages({ page: ({ context }) => (getSession(context)['user'] = 'ada') })
  await caller.get('/pages')
  store.forget()
  expect((await caller.get('/')).status).toBe(200)
  expect(store.calls.map(({ operation }) => operation)).toEqual(['get'])
  store.forget()
  const manifest = await caller.get('/__manifest?paths=%2Fpages&version=none')
  expect(manifest.status).toBe(204)
  expect(store.calls).toEqual([])
})
