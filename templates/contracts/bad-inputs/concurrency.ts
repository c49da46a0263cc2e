// Bad inputs 141-155: requests at the same time, callers that hang up, and steps in an order that nobody meant.
import { expect } from 'vitest'
import { type BadInput, RED } from './bad-input.ts'
import type { RawReply } from './raw-client.ts'
import { count, expectNoSession, expectSession, read, send, viewOf, type WireSubject } from './wire-subject.ts'

/** Sends requests at once, each over a connection of its own. */
async function atOnce(
  subject: WireSubject,
  requests: readonly { path: string; cookie: string }[],
): Promise<RawReply[]> {
  return Promise.all(
    requests.map(async ({ path, cookie }) => {
      const client = subject.open()
      const reply = await client.send({ method: 'POST', path, lines: [`Cookie: ${cookie}`] })
      client.close()
      return reply
    }),
  )
}

/** The pair of a Set-Cookie line, as it is sent back. */
const pairOf = (line: string | undefined): string => line?.split(';')[0] ?? ''

export const concurrencyInputs: readonly BadInput[] = [
  {
    title: 'bad input 137 a hundred parallel increments of one field: the later stays, and no other field is lost',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      const visits = Array.from({ length: 100 }, () => ({ path: '/save?value=1', cookie }))
      const replies = await atOnce(subject, visits)
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
      expectSession(subject, await read(subject, cookie), { color: 'red', saved: '1', after: '1' })
      count(subject, 'session', 100)
    },
  },
  {
    title: 'bad input 141 ten logins at once from one session: the old id is dead, and no two share a new one',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      const logins = Array.from({ length: 10 }, (_, index) => ({ path: `/login?user=user${index}`, cookie }))
      const replies = await atOnce(subject, logins)
      const wins = replies.filter(({ status }) => status === 200)
      expect(wins.length).toBeGreaterThan(0)
      expect(new Set(wins.map(({ setCookie }) => pairOf(setCookie[0]))).size).toBe(wins.length)
      for (const reply of wins) {
        const [user, view] = [viewOf(reply)['data'], viewOf(await read(subject, pairOf(reply.setCookie[0])))]
        expect(view.data).toEqual(user)
      }
      expect(replies.filter(({ status }) => status !== 200).flatMap(({ setCookie }) => setCookie)).toEqual([])
      subject.store?.forget()
      count(subject, 'session', 10)
      expectNoSession(subject, await read(subject, cookie), 'asked')
    },
  },
  {
    title: 'bad input 149 steps in any order: each is done, or fails by name',
    async run(subject) {
      for (const [steps, outcomes] of [
        [
          ['destroy', 'destroy'],
          ['done', 'done'],
        ],
        [
          ['regenerate', 'regenerate'],
          ['done', 'done'],
        ],
        [
          ['destroy', 'save'],
          ['done', 'SessionDestroyedError'],
        ],
        [
          ['destroy', 'regenerate'],
          ['done', 'SessionDestroyedError'],
        ],
        [
          ['destroy', 'write'],
          ['done', 'TypeError'],
        ],
        [
          ['regenerate', 'write', 'save', 'destroy', 'save'],
          ['done', 'done', 'done', 'done', 'SessionDestroyedError'],
        ],
        [
          ['write', 'save', 'save'],
          ['done', 'done', 'done'],
        ],
      ] as const) {
        for (const cookie of [`${subject.cookieName}=${await subject.plant(RED)}`, 'a=b']) {
          const path = `/steps?${steps.map((step) => `step=${step}`).join('&')}`
          const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path })
          expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { outcomes }])
          const isOver = steps.includes('destroy' as never) || steps.includes('regenerate' as never)
          subject.store?.forget()
          if (subject.side === 'server' && isOver && cookie !== 'a=b') {
            expectNoSession(subject, await read(subject, cookie), 'asked')
          } else {
            count(subject, 'session')
          }
        }
      }
    },
  },
  {
    title:
      'bad input 150 a caller that hangs up while its session is saved: the record is whole, and the server goes on',
    side: 'server',
    async run(subject) {
      const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
      let goOn = (): void => {}
      let arrive = (): void => {}
      const gate = new Promise<void>((resolve) => (goOn = resolve))
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      subject.store?.delay('update', async () => {
        arrive()
        await gate
      })
      const client = subject.open()
      const pending = client.send({ method: 'POST', path: '/set?name=size&value=1', lines: [`Cookie: ${cookie}`] })
      await arrived
      client.close()
      expect((await pending).status).toBe(0)
      subject.store?.heal()
      goOn()
      expectSession(subject, await read(subject, cookie), { color: 'red', size: '1' })
    },
  },
  {
    title: 'bad input 153 a session that expires during a request is not brought back by what the request wrote',
    side: 'server',
    async run(subject) {
      const value = await subject.plant(RED, { expiresAt: subject.clock.time + 60_000 })
      const cookie = `${subject.cookieName}=${value}`
      const client = subject.open()
      const path = '/gated/set?gate=expiry&name=color&value=blue'
      const pending = client.send({ method: 'POST', path, lines: [`Cookie: ${cookie}`] })
      await send(subject, [], { path: '/gate/arrived?gate=expiry' })
      subject.clock.time += 60_000
      await send(subject, [], { method: 'POST', path: '/gate/open?gate=expiry' })
      const reply = await pending
      client.close()
      expect([reply.status, reply.setCookie]).toEqual([409, []])
      subject.store?.forget()
      expectNoSession(subject, await read(subject, cookie), 'asked')
    },
  },
]
