// The contract of targets: requests at the same time, of one session and of several.
import { describe, expect, it } from 'vitest'
import { errorIn, type Reply, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

export function describeParallel(config: ContractConfig, subject: () => Subject): void {
  describe('parallel requests', () => {
    it('S-L15 case 68 two users, 1,000 requests interleaved: neither ever sees the other', async () => {
      const users = ['ada', 'grace'].map((user) => ({ user, caller: subject().caller() }))
      for (const { user, caller } of users) {
        expect((await caller.post(`/login?user=${user}`)).status).toBe(200)
      }
      for (let round = 0; round < 20; round += 1) {
        const visits = Array.from({ length: 25 }, () =>
          users.map(async ({ user, caller }) => ({ user, reply: await caller.get('/read') })),
        )
        for (const { user, reply } of await Promise.all(visits.flat())) {
          expect(sessionIn(reply).data).toEqual({ user, ...(round > 0 && { mark: user }) })
        }
        const writes = users.map(({ user, caller }) => caller.post(`/set?name=mark&value=${user}`))
        expect((await Promise.all(writes)).map(({ status }) => status)).toEqual([200, 200])
      }
    })

    if (config.side === 'server') {
      if (config.onConflict === 'merge') {
        it('S-B3 100 parallel requests that each write their own key end with 100 keys', async () => {
          const caller = subject().caller()
          await caller.post('/login?user=ada')
          const names = Array.from({ length: 100 }, (_, index) => `key${index}`)
          const replies = await Promise.all(names.map((name) => caller.post(`/set?name=${name}&value=${name}`)))
          expect(replies.map(({ status }) => status)).toEqual(names.map(() => 200))
          const expected = Object.fromEntries([['user', 'ada'], ...names.map((name) => [name, name])])
          expect(sessionIn(await caller.get('/read')).data).toEqual(expected)
        })
      }

      it.each([
        ['destroy', '/destroy'],
        ['regenerate', '/regenerate?keep=*'],
      ])('S-L9 S-L8 a slow request does not bring the session back: %s', async (_what, path) => {
        const { slow, fast, copied, reply } = await crossing(
          subject(),
          'POST',
          '/gated/set?gate=g&name=color&value=blue',
          path,
        )
        expect(reply).toMatchObject({ status: 409, setCookie: [] })
        expect(errorIn(reply).error).toBe('SessionDestroyedError')
        expect(sessionIn(await slow.get('/read', { cookie: copied })).data).toEqual({})
        expect(sessionIn(await fast.get('/read')).data).toEqual(path === '/destroy' ? {} : { color: 'red' })
      })

      it('S-L9 S-L13 a slow request that only read does not bring the session back by renewing it', async () => {
        const { slow, copied, reply } = await crossing(subject(), 'GET', '/gated/read?gate=g', '/destroy', () => {
          subject().advance(config.renewAfterSeconds)
        })
        expect(reply).toMatchObject({ status: 200, setCookie: [] })
        expect(sessionIn(await slow.get('/read', { cookie: copied })).data).toEqual({})
      })
    }
  })
}

/** One request of a session waits inside its handler while another of the same session ends it. */
async function crossing(
  subject: Subject,
  method: string,
  slowPath: string,
  fastPath: string,
  meanwhile: () => void = () => {},
): Promise<{
  slow: ReturnType<Subject['caller']>
  fast: ReturnType<Subject['caller']>
  copied: string
  reply: Reply
}> {
  const [slow, fast] = [subject.caller(), subject.caller()]
  await fast.post('/set?name=color&value=red')
  const copied = fast.cookieHeader
  const pending = slow.send(method, slowPath, { cookie: copied })
  await fast.get('/gate/arrived?gate=g', { cookie: null })
  expect((await fast.post(fastPath)).status).toBe(200)
  meanwhile()
  await fast.post('/gate/open?gate=g', { cookie: null })
  return { slow, fast, copied, reply: await pending }
}
