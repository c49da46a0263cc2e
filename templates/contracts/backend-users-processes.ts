// What holds of a user's sessions while several processes share the store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SharedStore, type Sharers, startProcesses } from './backend-concurrency.ts'
import { MAX_PER_USER } from './users-spec.ts'

/**
 * @param module Absolute path of a module that imports `users-spec.ts` and exports `open: OpenInProcess`.
 * @param share Starts the store, empty.
 * @param program What runs the processes, where it is not the Node that runs the tests.
 */
export function describeUsersInProcesses(
  name: string,
  module: string,
  share: () => Promise<SharedStore>,
  program?: string,
): void {
  describeUsersOfSharers(`${name}, in four processes`, () => startProcesses(module, share, program))
}

export function describeUsersOfSharers(name: string, start: () => Promise<Sharers>): void {
  describe(name, () => {
    let stop = async (): Promise<void> => {}
    let workers: Sharers['workers'] = []

    beforeAll(async () => {
      ;({ workers, stop } = await start())
    })
    afterAll(() => stop())

    const loginEverywhere = async (userId: string): Promise<readonly unknown[]> =>
      Promise.all(Array.from({ length: 5 }, () => workers.map((worker) => worker.ask('signIn', userId))).flat())
    const all = (work: string, ...args: readonly string[]): Promise<unknown[]> =>
      Promise.all(workers.map((worker) => worker.ask(work, ...args)))

    it('S-U4 20 parallel logins end with no more sessions than a user may have', async () => {
      for (const userId of ['ada', 'bob', 'eve']) {
        await loginEverywhere(userId)
        expect(await all('countForUser', userId)).toEqual(workers.map(() => MAX_PER_USER))
      }
    })

    it('S-U3 what one process ends is over in each', async () => {
      const cookies = await loginEverywhere('zoe')
      expect(await workers[0]?.ask('deleteForUser', 'zoe')).toBe(MAX_PER_USER)
      expect(await all('countForUser', 'zoe')).toEqual(workers.map(() => 0))
      for (const cookie of cookies) {
        expect(await workers[1]?.ask('read', String(cookie))).toEqual({})
      }
    })
  })
}
