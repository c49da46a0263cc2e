// Route Handlers on a real Next.js: what ends them otherwise than with a Response of their own.
import { type Visitor, visit } from './nextjs-application.harness.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { cookies } from 'next/headers.js'
import navigation from 'next/navigation.js'
import { NextRequest } from 'next/server.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { type NextSessions, sessions } from './nextjs.ts'

const NAME = authoredConfig.cookieName

type Handler = ReturnType<NextSessions['routeHandler']>

async function start(make: (own: NextSessions) => Handler): Promise<{ visitor: Visitor; store: Observation }> {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const answer = make(sessions({ backend }))
  const own = sessions({ backend })
  const show = own.routeHandler((_request, { session }) => Response.json({ ...session }))
  const visitor = await visit({
    answer: (request, context) => (new URL(request.url).pathname === '/show' ? show : answer)(request, context),
  })
  return { visitor, store }
}

const shown = async (visitor: Visitor): Promise<unknown> => JSON.parse((await visitor.get('/show')).text)

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('Route Handlers', () => {
  it('S-L4 case 27 redirect() throws: the session is saved before, and its cookie goes with the redirect', async () => {
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler(async (_request, { session }) => {
        session['user'] = 'ada'
        ;(await cookies()).set('theme', 'dark')
        navigation.redirect('/show')
      }),
    )
    const reply = await visitor.get('/login')
    expect(reply).toMatchObject({ status: 307, headers: { location: '/show' } })
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['theme', NAME])
    expect(await shown(visitor)).toEqual({ user: 'ada' })
  })

  it('S-L6 case 24 notFound() throws: Next.js would drop the cookies of its answer', async () => {
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler((_request, { session }) => {
        session['user'] = 'ada'
        navigation.notFound()
      }),
    )
    const reply = await visitor.get('/lost')
    expect(reply).toMatchObject({ status: 404, text: '' })
    expect(reply.setCookie).toHaveLength(1)
    expect(await shown(visitor)).toEqual({ user: 'ada' })
  })

  it('S-L5 case 60 a failed save is answered as an error, and no redirect goes out', async () => {
    const { visitor, store } = await start(({ routeHandler }) =>
      routeHandler(
        (_request, { session }) => {
          session['user'] = 'ada'
          navigation.redirect('/show')
        },
        { onError: (error) => new Response((error as Error).message, { status: 503 }) },
      ),
    )
    store.fail('create', new Error('The store is down'))
    expect(await visitor.get('/login')).toMatchObject({ status: 503, text: 'The store is down', setCookie: [] })
  })

  it('S-L6 an error is answered by its status, or with 500, and told; the cookie goes with it', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler((request, { session }) => {
        session['user'] = 'ada'
        throw Object.assign(new Error('Out of order'), {
          statusCode: Number(new URL(request.url).searchParams.get('status')),
        })
      }),
    )
    expect(await visitor.get('/broken?status=409')).toMatchObject({ status: 409, text: '' })
    expect(told).not.toHaveBeenCalled()
    expect(await visitor.get('/broken?status=0')).toMatchObject({ status: 500, text: '' })
    expect(told).toHaveBeenCalledOnce()
    expect(await shown(visitor)).toEqual({ user: 'ada' })
  })

  it('S-L5 what onError throws in turn is left to Next.js', async () => {
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler(
        () => {
          throw new Error('Out of order')
        },
        {
          onError: (error) => {
            throw error
          },
        },
      ),
    )
    expect(await visitor.get('/broken')).toMatchObject({ status: 500, setCookie: [] })
  })

  it('S-L11 cookies that the application sets by cookies() are beside ours, of which there is one', async () => {
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler(async (_request, { session }) => {
        session['user'] = 'ada'
        ;(await cookies()).set('theme', 'dark')
        return new Response(null, { headers: { 'Set-Cookie': 'size=10; Path=/x' } })
      }),
    )
    const { setCookie } = await visitor.get('/any')
    expect(setCookie.map((line) => line.split('=')[0]).toSorted()).toEqual([NAME, 'size', 'theme'])
  })

  it('S-L2 have what Next.js hands over beside the session, and getSession() shows it too', async () => {
    const { visitor } = await start(({ routeHandler, getSession, serverFunction }) => {
      const add = serverFunction((session, item: string) => void (session['cart'] = [item]))
      return routeHandler(async (_request, context) => {
        const { session, params } = context
        session['user'] = 'ada'
        await add('apple')
        return Response.json([await params, { ...(await getSession()) }])
      })
    })
    expect(JSON.parse((await visitor.get('/a/b')).text)).toEqual([
      { path: ['a', 'b'] },
      { user: 'ada', cart: ['apple'] },
    ])
    expect(await shown(visitor)).toEqual({ user: 'ada', cart: ['apple'] })
  })

  it('S-L15 two sessions around one handler are both there', async () => {
    const other = sessions({ backend: new MemoryBackend() })
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler((request, outer) => {
        const inner = other.routeHandler((_request, { session }) => Response.json([session === outer.session]))
        return inner(request, outer)
      }),
    )
    expect((await visitor.get('/any')).text).toBe('[false]')
  })

  it('S-L10 in production a late write is a warning', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { visitor } = await start(({ routeHandler }) =>
      routeHandler((_request, { session }) => {
        const body = new ReadableStream({
          async start(controller) {
            controller.enqueue(new TextEncoder().encode('the head is out'))
            await new Promise((resolve) => setTimeout(resolve, 20))
            session['late'] = true
            controller.close()
          },
        })
        return new Response(body)
      }),
    )
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    expect((await visitor.get('/any')).text).toBe('the head is out')
    expect((await warned).name).toBe('SessionLateWriteWarning')
  })

  it('S-T1 can be called by a test, without a running Next.js', async () => {
    const { routeHandler } = sessions({ backend: new MemoryBackend() })
    const answer = routeHandler((_request, { session }) => {
      session['user'] = 'ada'
      return new Response()
    })
    const response = await answer(new NextRequest('http://localhost/'), { params: Promise.resolve({}) })
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })
})
