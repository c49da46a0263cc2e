// Bad inputs 156-174: clocks that jump, and stores that do not answer, answer late, or come and go.
import { expect } from 'vitest'
import { type BadInput, RED } from './bad-input.ts'
import { count, expectNoSession, expectSession, read, send } from './wire-subject.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** As a backend reports that its store cannot answer. */
class StoreDown extends Error {
  override readonly name = 'SessionStoreError'
  readonly statusCode = 503
}

export const clockAndOutageInputs: readonly BadInput[] = [
  {
    title: 'bad input 156 clocks that jump: a deadline stays where it was, and nothing breaks',
    async run(subject) {
      const start = subject.clock.time
      const cookie = `${subject.cookieName}=${await subject.plant(RED, { expiresAt: start + HOUR })}`
      for (const jump of [0, -1, -5 * MINUTE, HOUR - 1]) {
        subject.clock.time = start + jump
        expectSession(subject, await read(subject, cookie), { color: 'red' })
      }
      for (const jump of [-HOUR, -DAY]) {
        subject.clock.time = start + jump
        const reply = await read(subject, cookie)
        if (subject.side === 'client') {
          // A seal that is hours ahead was made by a clock that is wrong, or this one is.
          expectNoSession(subject, reply)
        } else {
          expectSession(subject, reply, { color: 'red' })
        }
      }
      subject.clock.time = start
    },
  },
  {
    title: 'bad input 157 two servers whose clocks are five minutes apart: no more than that',
    side: 'client',
    async run(subject) {
      const ahead = async (by: number): Promise<string> => {
        const renewedAt = subject.clock.time + by
        return `${subject.cookieName}=${await subject.plant(RED, { createdAt: renewedAt, renewedAt })}`
      }
      expectSession(subject, await read(subject, await ahead(5 * MINUTE)), { color: 'red' })
      expectNoSession(subject, await read(subject, await ahead(5 * MINUTE + 1)))
    },
  },
  {
    title: 'bad input 158 a millisecond before its deadline a session lives, at its deadline it is over',
    async run(subject) {
      const start = subject.clock.time
      const cookie = `${subject.cookieName}=${await subject.plant(RED, { expiresAt: start + MINUTE })}`
      subject.clock.time = start + MINUTE - 1
      expectSession(subject, await read(subject, cookie), { color: 'red' })
      subject.clock.time = start + 2 * MINUTE
      const other = `${subject.cookieName}=${await subject.plant(RED, { expiresAt: subject.clock.time + MINUTE })}`
      subject.clock.time += MINUTE
      expectNoSession(subject, await read(subject, other), 'asked')
      subject.clock.time = start
    },
  },
  {
    title: 'bad input 159 years beyond 2038, leap days and turns of the year: the date is GMT, and the session lives',
    async run(subject) {
      const start = subject.clock.time
      for (const time of [
        '2038-01-19T03:14:07Z',
        '2040-02-29T23:59:59Z',
        '2099-12-31T23:59:59.999Z',
        '2106-02-07T06:28:16Z',
      ]) {
        subject.clock.time = Date.parse(time)
        const reply = await send(subject, [], { method: 'POST', path: '/set?name=color&value=red' })
        const expires = new Date(subject.clock.time + 14 * DAY).toUTCString()
        expect(reply.setCookie[0]).toContain(`; Expires=${expires}; Max-Age=1209600; `)
        expectSession(subject, await read(subject, reply.setCookie[0]?.split(';')[0] ?? ''), { color: 'red' })
      }
      subject.clock.time = start
    },
  },
  {
    title: 'bad input 162 bad input 173 a store that comes and goes: an error or the session, never half of either',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      for (let round = 0; round < 5; round += 1) {
        subject.store?.fail('get', new StoreDown('The store is down'))
        for (const [method, path] of [
          ['GET', '/read'],
          ['POST', '/set?name=color&value=blue'],
          ['POST', '/login?user=ada'],
        ] as const) {
          const reply = await send(subject, [`Cookie: ${cookie}`], { method, path })
          expect([reply.status, reply.setCookie]).toEqual([503, []])
          expect(reply.text).not.toMatch(/red|blue|ada/)
          count(subject, 'refused')
        }
        subject.store?.heal()
        expectSession(subject, await read(subject, cookie), { color: 'red' })
      }
    },
  },
  {
    title:
      'bad input 163 bad input 164 a store that fails while saving or deleting: an error before the head, no cookie',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      for (const [operation, path, sent] of [
        ['create', '/login?user=ada', 'a=b'],
        ['update', '/set?name=color&value=blue', cookie],
        ['delete', '/destroy', cookie],
        ['delete', '/login?user=ada', cookie],
      ] as const) {
        subject.store?.fail(operation, new StoreDown('The store is down'))
        const reply = await send(subject, [`Cookie: ${sent}`], { method: 'POST', path })
        subject.store?.heal()
        expect([reply.status, reply.setCookie]).toEqual([503, []])
        expect(reply.text).not.toMatch(/red|blue|ada/)
        count(subject, 'refused')
        expectSession(subject, await read(subject, cookie), { color: 'red' })
      }
    },
  },
  {
    title: 'bad input 174 two hundred requests at once while the store is down: each is told, and the next is served',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      subject.store?.fail('get', new StoreDown('The store is down'))
      const clients = Array.from({ length: 200 }, () => subject.open())
      const replies = await Promise.all(
        clients.map((client) => client.send({ path: '/read', lines: [`Cookie: ${cookie}`] })),
      )
      clients.forEach((client) => client.close())
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]))
      // One look each: who cannot be served is not tried again.
      expect(subject.store?.calls).toHaveLength(200)
      count(subject, 'refused', 200)
      subject.store?.heal()
      expectSession(subject, await read(subject, cookie), { color: 'red' })
    },
  },
]
