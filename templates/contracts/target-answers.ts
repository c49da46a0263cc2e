// The contract of targets: every kind of answer leaves with the session saved, and else as the handler made it.
import { describe, expect, it } from 'vitest'
import { bodyOf, errorIn, headOf, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

/** How long a slow store takes: long enough for an answer that does not wait for it to get ahead. */
const SLOW_MILLISECONDS = 100

export function describeAnswers(config: ContractConfig, subject: () => Subject): void {
  const serverSide = config.side === 'server'

  describe('answers', () => {
    if (serverSide) {
      it.each([
        ['a body', 'GET', '/visit'],
        ['a stream', 'GET', '/stream'],
        ['a redirect (case 27)', 'GET', '/answer?status=302'],
        ['no content', 'GET', '/answer?status=204'],
        ['an error', 'POST', '/throw?message=boom'],
      ])('S-L4 case 29 a client that acts on the head sees what was saved: %s', async (_what, method, path) => {
        const caller = subject().caller()
        subject().store.delay('create', () => new Promise((resolve) => setTimeout(resolve, SLOW_MILLISECONDS)))
        const response = await caller.open(method, path)
        expect(headOf(response).setCookie).toHaveLength(1)
        const read = sessionIn(await caller.get('/read'))
        expect(read.isNew).toBe(false)
        expect(Object.keys(read.data)).toHaveLength(1)
        await bodyOf(response)
      })
    }

    it.each([201, 204, 301, 302, 303, 304, 404, 418])('S-L4 case 27 status %i carries the cookie', async (status) => {
      const caller = subject().caller()
      const reply = await caller.get(`/answer?status=${status}`)
      expect(reply.status).toBe(status)
      expect(reply.headers.location).toBe('/read')
      expect(reply.setCookie).toHaveLength(1)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ answered: String(status) })
    })

    it('S-L4 HEAD carries the cookie of GET, and no body', async () => {
      const caller = subject().caller()
      const reply = await caller.send('HEAD', '/visit')
      expect(reply).toMatchObject({ status: 200, text: '' })
      expect(reply.setCookie).toHaveLength(1)
      expect(sessionIn(await caller.get('/visit')).data).toEqual({ visits: 2 })
    })

    it('S-L4 a streamed body arrives whole and in order, behind the cookie', async () => {
      const caller = subject().caller()
      const reply = await caller.get('/stream')
      expect(reply.text).toBe('one two three')
      expect(reply.setCookie).toHaveLength(1)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ streamed: 'yes' })
    })

    it('S-L4 Content-Length is that of the body', async () => {
      const reply = await subject().caller().post('/set?name=color&value=r%C3%B6t')
      const length = String(Buffer.byteLength(reply.text))
      expect(reply.headers['content-length']).toBe(subject().framework.saysLength ? length : undefined)
      expect(sessionIn(reply).data).toEqual({ color: 'röt' })
    })

    it('S-L6 case 24 a handler that throws after writing: the write is saved, and its cookie is on the error response', async () => {
      const caller = subject().caller()
      const reply = await caller.post('/throw?message=boom')
      expect(reply.status).toBe(500)
      expect(errorIn(reply)).toEqual({ error: 'Error', message: 'boom' })
      expect(reply.setCookie).toHaveLength(1)
      expect(sessionIn(await caller.get('/read')).data).toEqual({ written: 'before the error' })
    })

    it('S-L6 case 25 what the error handler writes is saved too', async () => {
      const caller = subject().caller()
      await caller.post('/throw?message=noted')
      expect(sessionIn(await caller.get('/read')).data).toEqual({
        written: 'before the error',
        note: 'from the error handler',
      })
    })

    it('S-L1 case 28 case 37 a route that does not exist has no cookie', async () => {
      const reply = await subject().caller().get('/no/such/route')
      expect(reply).toMatchObject({ status: 404, setCookie: [] })
    })

    it('S-L8 a response waits for a regenerate that its handler did not wait for', async () => {
      const caller = subject().caller()
      await caller.post('/set?name=color&value=red')
      const copied = caller.cookieHeader
      const reply = await caller.post('/regenerate/unawaited')
      expect(reply).toMatchObject({ status: 200, text: 'answered' })
      expect(reply.setCookie[0]).toContain('Max-Age=0')
      if (serverSide) {
        expect(sessionIn(await caller.get('/read', { cookie: copied })).data).toEqual({})
      }
    })

    it('S-L10 case 30 a write after the head has left throws where it is made', async () => {
      const caller = subject().caller()
      const opened = caller.open('GET', '/late?gate=late')
      if (!subject().sendsWhole) {
        await opened
      }
      const controller = subject().caller()
      await controller.get('/gate/arrived?gate=late')
      await controller.post('/gate/open?gate=late')
      const body = await bodyOf(await opened)
      expect(body).toContain('the head is out\n')
      if (subject().sendsWhole) {
        // The head was not out: what was written meanwhile is saved.
        expect(sessionIn(await caller.get('/read')).data).toEqual({ early: true, late: true })
        return
      }
      expect(body).toContain('TypeError')
      expect(body).toContain('contract-app.ts')
      expect(sessionIn(await caller.get('/read')).data).toEqual({ early: true })
    })
  })
}
