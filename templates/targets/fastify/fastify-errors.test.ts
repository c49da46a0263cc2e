// Errors on Fastify: of handlers, hooks and streams, whose answers carry the session, and of the session itself.
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { type AnsweringApp, createAnsweringApp } from './answering-app.harness.ts'

let running: AnsweringApp
beforeEach(() => {
  running = createAnsweringApp()
})
afterEach(() => running.close())

describe('errors', () => {
  it('S-L6 a stream that fails before it has sent anything: the error handler answers, with the cookie', async () => {
    running.app.setErrorHandler((error: Error, request, reply) => {
      request.session['error'] = error.message
      reply.code(502).send('sorry')
    })
    running.answer(
      (_request, reply) =>
        void reply.send(
          new Readable({
            read() {
              throw new Error('no such file')
            },
          }),
        ),
    )
    const caller = await running.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 502, text: 'sorry' })
    expect(reply.setCookie).toHaveLength(1)
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ color: 'red', error: 'no such file' })
  })

  it('S-L6 an `onSend` that throws: what was written is saved once', async () => {
    running.app.addHook('onSend', async (_request, reply) => {
      if (reply.statusCode === 200) {
        throw new Error('onSend failed')
      }
    })
    running.answer(() => 'body')
    const reply = await (await running.listen()).get('/')
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('onSend failed')
    expect(reply.setCookie).toHaveLength(1)
    expect(running.store.calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L5 hooks and handlers of errors see a failed save, each once', async () => {
    const seen: string[] = []
    running.app.addHook('onError', async (_request, _reply, error) => void seen.push(`hook: ${error.message}`))
    running.app.setErrorHandler(async (error: Error) => {
      seen.push(`handler: ${error.message}`)
      return 'sorry'
    })
    running.answer(() => 'body')
    running.store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await running.listen()).get('/')
    expect(reply.text).toBe('sorry')
    expect(seen).toEqual(['hook: The store is down', 'handler: The store is down'])
  })

  it('S-L5 what a backend throws that is no error is none of the body', async () => {
    running.store.fail('create', 'a secret' as unknown as Error)
    running.answer(() => 'body')
    const reply = await (await running.listen()).get('/')
    expect(reply.status).toBe(500)
    expect(JSON.parse(reply.text)).toMatchObject({ message: 'The session could not be saved' })
  })

  it('S-L5 who goes on writing to a dropped answer does not end the process', async () => {
    const crashes: Error[] = []
    const note = (error: Error): number => crashes.push(error)
    process.on('uncaughtException', note)
    const handled = new Promise<void>((resolve) => {
      running.answer(async (_request, reply) => {
        reply.hijack()
        for (let piece = 0; piece < 200; piece += 1) {
          reply.raw.write('piece')
          await Promise.resolve()
        }
        resolve()
      })
    })
    running.store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await running.listen()).get('/')
    await handled
    process.off('uncaughtException', note)
    expect(reply).toMatchObject({ status: 503, text: '' })
    expect(crashes).toEqual([])
  })

  it('S-L5 the rest of a dropped stream does not get into the answer to its error', async () => {
    const page = Array.from({ length: 20 }, () => 'sorry '.repeat(10_000))
    running.app.setErrorHandler((_error, _request, reply) => reply.code(503).send(Readable.from(slowly(page))))
    running.answer(() =>
      Readable.toWeb(Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(10_000, 'dropped ')))),
    )
    running.store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await running.listen()).get('/')
    expect(reply.status).toBe(503)
    expect(reply.text.includes('dropped')).toBe(false)
    expect(reply.text.length).toBe(page.join('').length)
  })
})

async function* slowly(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    await new Promise((resolve) => void setImmediate(resolve))
    yield piece
  }
}
