// What every server-side backend keeps to while several processes share its store.
import type { Guarantees } from '../meta.ts'
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from './services.ts'

export interface SharedStore {
  /** Says to `open` where the store is. */
  readonly place: string
  close(): Promise<void>
}

/**
 * @param module Absolute path of a module that exports `open: OpenInProcess`. It is bundled and run in each process.
 * @param share Starts the store, empty.
 * @param program What runs the processes, where it is not the Node that runs the tests.
 */
export function describeConcurrency(
  name: string,
  module: string,
  share: () => Promise<SharedStore>,
  program?: string,
  { deletesAll }: Pick<Guarantees, 'deletesAll'> = { deletesAll: true },
): void {
  describeSharing(`${name}, in four processes`, () => startProcesses(module, share, program), { deletesAll })
}

/** Four that share a store. */
export interface Sharers {
  readonly workers: readonly { ask(work: string, ...args: readonly string[]): Promise<unknown> }[]
  stop(): Promise<void>
}

export async function startProcesses(
  module: string,
  share: () => Promise<SharedStore>,
  program?: string,
): Promise<Sharers> {
  const folder = temporaryFolder('workers')
  const store = await share()
  const script = bundle(module, folder.path)
  const workers = Array.from({ length: 4 }, () => new Worker(script, store.place, program))
  return {
    workers,
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await store.close()
      folder.remove()
    },
  }
}

/** @param traits `deletesAll`: there is a `deleteAll`. `writers`: so many write to one session at once, a multiple of four. */
export function describeSharing(
  name: string,
  start: () => Promise<Sharers>,
  { deletesAll = true, writers = 100 }: { readonly deletesAll?: boolean; readonly writers?: number } = {},
): void {
  describe(name, () => {
    let sharers: Sharers = { workers: [], stop: async () => {} }

    beforeAll(async () => {
      sharers = await start()
    })
    afterAll(() => sharers.stop())

    const ask = (index: number, work: string, ...args: readonly string[]): Promise<unknown> => {
      const worker = sharers.workers[index]
      return worker === undefined ? Promise.reject(new Error('no such process')) : worker.ask(work, ...args)
    }
    const all = (work: string, ...args: readonly string[]): Promise<unknown[]> =>
      Promise.all(sharers.workers.map((_, index) => ask(index, work, ...args)))
    const login = async (user: string): Promise<string> => String(await ask(0, 'login', user))

    const merging = 'S-B3 100 parallel writers of their own keys end with 100 keys'
    it(merging.replaceAll('100', String(writers)), async () => {
      const cookie = await login('ada')
      const names = Array.from({ length: writers }, (_, index) => `key${index}`)
      const each = writers / 4
      await Promise.all([0, 1, 2, 3].map((at) => ask(at, 'write', cookie, ...names.slice(at * each, (at + 1) * each))))
      const expected = Object.fromEntries([['user', 'ada'], ...names.map((key) => [key, key])])
      expect(await all('read', cookie)).toEqual([expected, expected, expected, expected])
    })

    it('S-L9 a slow request does not bring back what another process destroyed', async () => {
      const cookie = await login('ada')
      await Promise.all([ask(1, 'begin', cookie), ask(2, 'begin', cookie)])
      await ask(3, 'destroy', cookie)
      expect(await Promise.all([ask(1, 'finish'), ask(2, 'finish')])).toEqual([
        'SessionDestroyedError',
        'SessionDestroyedError',
      ])
      expect(await all('read', cookie)).toEqual([{}, {}, {}, {}])
    })

    it('S-L8 a slow request does not bring back what another process regenerated, nor write to what came of it', async () => {
      const cookie = await login('ada')
      await ask(1, 'begin', cookie)
      const next = String(await ask(2, 'regenerate', cookie))
      expect(await ask(1, 'finish')).toBe('SessionDestroyedError')
      expect(await all('read', cookie)).toEqual([{}, {}, {}, {}])
      expect(await all('read', next)).toEqual(Array.from({ length: 4 }, () => ({ user: 'ada' })))
    })

    it('S-L8 S-L9 of requests that carry one session over at once exactly one does, and the old one is gone', async () => {
      const cookie = await login('ada')
      const successors = await Promise.all([0, 1, 2, 3].map((at) => ask(at, 'regenerate', cookie)))
      // The others find that the session has ended, before they load it or when they end it.
      const [successor, ...more] = successors.filter((one) => one !== null)
      expect(more).toEqual([])
      expect(successor).not.toBe(cookie)
      expect(await ask(0, 'read', String(successor))).toEqual({ user: 'ada' })
      expect(await ask(0, 'read', cookie)).toEqual({})
    })

    if (deletesAll) {
      it('S-B4 S-L9 what deleteAll removed while others wrote to it stays removed', async () => {
        const cookies = await Promise.all(Array.from({ length: 12 }, (_, index) => login(`user${index}`)))
        const writers = Promise.all(cookies.map((cookie, index) => ask(index % 3, 'writeUntilGone', cookie)))
        await ask(3, 'deleteAll')
        const ends = await writers
        expect(ends.filter((end) => end !== 'gone' && end !== 'SessionDestroyedError')).toEqual([])
        expect(await Promise.all(cookies.map((cookie) => ask(3, 'read', cookie)))).toEqual(cookies.map(() => ({})))
      })
    }

    it('S-L15 two users, 1,000 requests interleaved: neither ever sees the other', async () => {
      const cookies = [await login('user0'), await login('user1')]
      expect(await all('interleave', '125', ...cookies)).toEqual([[], [], [], []])
    })
  })
}

export function bundle(module: string, folder: string): string {
  const outfile = join(folder, 'worker.cjs')
  const worker = fileURLToPath(new URL('./backend-worker.ts', import.meta.url))
  const contents = `
    import { serve } from ${JSON.stringify(worker)}
    import { open } from ${JSON.stringify(module)}
    serve(open)`
  const resolveDir = fileURLToPath(new URL('.', import.meta.url))
  buildSync({
    stdin: { contents, resolveDir },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  })
  return outfile
}

/** One of the processes. */
export class Worker {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  readonly #exited: Promise<void>
  #lastId = 0

  constructor(script: string, place: string, program: string = process.execPath) {
    this.#process = fork(script, [place], { execPath: program, execArgv: [] })
    this.#process.on('message', (message: { id: number; result?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.error === undefined) {
        waiting?.resolve(message.result)
      } else {
        waiting?.reject(new Error(message.error))
      }
    })
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => {
        this.#waiting.forEach(({ reject }) => reject(new Error('the process has ended')))
        resolve()
      })
    })
  }

  ask(work: string, ...args: readonly string[]): Promise<unknown> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#process.send({ id, work, args })
    })
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#exited
  }
}
