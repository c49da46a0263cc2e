// Errors of pages, of middlewares and of the store: React Router answers them, and the session keeps to its rules.
import { pages } from './react-router-pages.harness.ts'
import { describe, expect, it } from 'vitest'
import { data, redirect } from 'react-router'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { getSession } from './react-router.ts'

// Where the store is away, requests fail.
Object.assign(spec, { readOnlyWithoutStore: false })

const boom = new Error('boom')

const thrown: readonly (readonly [string, number, () => unknown])[] = [
  ['an error', 500, () => boom],
  ['a response', 404, () => new Response('not here', { status: 404 })],
  ['data', 418, () => data('a teapot', { status: 418 })],
  ['no error at all', 500, () => 'text'],
]

describe.each([
  ['a document', '', 'The page’s boundary'],
  ['data', '.data', 'SingleFetch|ErrorResponse|SanitizedError|text'],
])('%s', (form, suffix, shown) => {
  it.each(thrown)(
    'S-L6 a loader throws %s: the write is saved, its cookie is on the answer',
    async (_what, status, make) => {
      const {
        caller,
        errors,
        data: saved,
      } = await pages({
        child({ context }) {
          getSession(context)['color'] = 'red'
          throw make()
        },
      })
      const reply = await caller.get(`/pages/child${suffix}`)
      expect(reply.status).toBe(status)
      expect(reply.text).toMatch(new RegExp(shown))
      expect(reply.setCookie).toHaveLength(1)
      expect(await saved()).toEqual({ color: 'red' })
      expect(errors.length > 0).toBe(status === 500)
    },
  )

  it.each(thrown)('S-L6 a middleware behind the sessions throws %s: the same', async (_what, status, make) => {
    const { caller, data: saved } = await pages({
      middleware({ context }) {
        getSession(context)['color'] = 'red'
        throw make()
      },
    })
    const reply = await caller.get(`/pages/child${suffix}`)
    expect(reply.status).toBe(status)
    expect(reply.setCookie).toHaveLength(1)
    expect(await saved()).toEqual({ color: 'red' })
  })

  it('S-L5 a session that cannot be loaded: no loader runs, and the boundary answers', async () => {
    const ran: string[] = []
    const { caller, store, errors } = await pages({
      page({ context }) {
        ran.push('page')
        getSession(context)['color'] = 'red'
        return null
      },
    })
    await caller.get('/pages')
    ran.length = 0
    const error = new SessionStoreError('The store is down')
    store.fail('get', error)
    const reply = await caller.get(`/pages${suffix}`)
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).not.toContain('The store is down')
    expect(ran).toEqual([])
    expect(errors).toContain(error)
  })

  it.each<[string, string, () => unknown]>([
    ['a page', 'GET', () => 'original'],
    ['a redirect', 'POST', () => redirect('/original')],
  ])('S-L5 a save that fails takes %s back, and no cookie goes out', async (_what, method, answer) => {
    const part = ({ context }: { context: Parameters<typeof getSession>[0] }): unknown => {
      getSession(context)['color'] = 'red'
      return answer()
    }
    const { caller, store, errors } = await pages({ page: part, action: part })
    const error = new SessionStoreError('The store is down')
    store.fail('create', error)
    const reply = await caller.send(method, `/pages${suffix}`)
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).not.toContain('The store is down')
    expect(reply.headers.location).toBeUndefined()
    expect(errors).toContain(error)
    // What loaders have returned is there for the scripts of the page: they, too, show the boundary in its place.
    expect(reply.text).toMatch(form === 'a document' ? /<body><p>The root’s boundary<\/p><script>/ : /SanitizedError/)
    expect(reply.text).not.toContain('/original')
  })
})

describe('a route without a page', () => {
  it.each([
    ['a response', 404, () => new Response('not here', { status: 404 })],
    ['data', 418, () => data('a teapot', { status: 418 })],
  ])('S-L6 its middleware throws %s: the write is saved', async (_what, status, make) => {
    const { caller, data: saved } = await pages({
      guard({ context }) {
        getSession(context)['color'] = 'red'
        throw make()
      },
    })
    const reply = await caller.get('/pages/guarded')
    expect(reply.status).toBe(status)
    expect(reply.setCookie).toHaveLength(1)
    expect(await saved()).toEqual({ color: 'red' })
  })

  it('S-L6 its loader throws: the write is saved, and React Router answers', async () => {
    const {
      caller,
      errors,
      data: saved,
    } = await pages({
      guarded({ context }) {
        getSession(context)['color'] = 'red'
        throw boom
      },
    })
    const reply = await caller.get('/pages/guarded')
    expect(reply.status).toBe(500)
    expect(reply.setCookie).toHaveLength(1)
    expect(await saved()).toEqual({ color: 'red' })
    expect(errors).toContain(boom)
  })

  it('S-L6 its middleware throws an error: that passes every other middleware, and nothing is saved', async () => {
    const { caller, errors, store } = await pages({
      guard({ context }) {
        getSession(context)['color'] = 'red'
        throw boom
      },
    })
    const reply = await caller.get('/pages/guarded')
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(errors).toContain(boom)
    expect(store.calls).toEqual([])
  })
})
