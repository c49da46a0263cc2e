// Errors of handlers and of the store, where the platform calls a function and knows no middleware.
import { application, callerOf } from './fetch-application.harness.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { getSession } from './fetch.ts'

const write = (request: Request): Response => {
  getSession(request)['color'] = 'red'
  return new Response('original', { status: 201, headers: { Location: '/elsewhere' } })
}

describe('errors', () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  afterEach(() => printed.mockClear())

  it('S-L6 whatever a handler throws is answered, and what it wrote before is saved', async () => {
    const { around } = application()
    const caller = await callerOf(
      around(
        (request) => {
          getSession(request)['color'] = 'red'
          throw 'no error at all'
        },
        { onError: (error) => new Response(String(error), { status: 418 }) },
      ),
    )
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 418, text: 'no error at all' })
    expect(reply.setCookie).toHaveLength(1)
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L5 a save that fails takes the answer back, with all that it said', async () => {
    const { around, backend } = application()
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    const caller = await callerOf(
      around(write, { onError: (error) => new Response((error as Error).name, { status: 500 }) }),
    )
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 500, text: 'SessionStoreError', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
  })

  it('S-L5 without a handler of errors the status alone goes out, and the console has the error', async () => {
    const { around, backend } = application()
    const error = new SessionStoreError('The store is down')
    observe(backend).fail('create', error)
    const reply = await (await callerOf(around(write))).get('/')
    expect(reply).toMatchObject({ status: 503, text: '', setCookie: [] })
    expect(printed.mock.calls).toEqual([[error]])
  })

  it.each<[number, unknown]>([
    [404, Object.assign(new Error('not here'), { statusCode: 404 })],
    [500, Object.assign(new Error('no status of an error'), { statusCode: 200 })],
    [500, Object.assign(new Error('no status'), { statusCode: 999 })],
    [500, Object.assign(new Error('no number'), { statusCode: 'many' })],
    [500, new Error('secret')],
    [500, null],
  ])('S-L6 the status of an error that nobody answers is %i, and its text stays here', async (status, error) => {
    const { around } = application()
    const caller = await callerOf(
      around(() => {
        throw error
      }),
    )
    expect(await caller.get('/')).toMatchObject({ status, text: '' })
    expect(printed.mock.calls).toEqual(status < 500 ? [] : [[error]])
  })

  it('S-L5 what a handler of errors throws is left to the platform, and nothing is saved', async () => {
    const { around, backend } = application()
    const { calls } = observe(backend)
    const answer = around(
      (request) => {
        write(request)
        throw new Error('boom')
      },
      {
        onError: (error) => {
          throw error
        },
      },
    )
    await expect(answer(new Request('http://localhost/'))).rejects.toThrow('boom')
    expect(calls).toEqual([])
  })

  it('S-L5 the body that is not sent is not read either: a stream hears of it', async () => {
    const { around, backend } = application()
    observe(backend).fail('create', new Error('down'))
    let caller
    const cancelled = new Promise<void>((resolve) => {
      caller = callerOf(
        around((request) => {
          getSession(request)['color'] = 'red'
          return new Response(new ReadableStream({ cancel: () => resolve() }))
        }),
      )
    })
    expect(await (await caller!).get('/')).toMatchObject({ status: 500 })
    await cancelled
  })
})
