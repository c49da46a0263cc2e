// One of several that share a store, a process or a Worker: it does what the test asks for, through the real middleware.
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { read, request } from './backend-requests.ts'

/** Opens the backend under test in this process. `place` says where its store is. */
export type OpenInProcess = (place: string) => Promise<ServerSideBackend>

type Work = (backend: ServerSideBackend, ...args: readonly string[]) => Promise<unknown>

/** A request that waits inside its handler until `finish`. */
let pending: { isOpen: boolean; end: string | null } = { isOpen: true, end: '' }

const works: Readonly<Record<string, Work>> = {
  read: (backend, cookie = '') => read(backend, cookie),
  login: async (backend, user) => (await request(backend, null, (session) => Object.assign(session, { user }))).cookie,
  destroy: async (backend, cookie = '') => void (await request(backend, cookie, (session) => session.destroy())),
  regenerate: async (backend, cookie = '') => {
    try {
      return (await request(backend, cookie, (session) => session.regenerate({ keep: true }))).cookie
    } catch (error) {
      if (error instanceof Error && error.name === 'SessionDestroyedError') {
        return null
      }
      throw error
    }
  },
  deleteAll: (backend) => backend.deleteAll(),
  signIn: async (backend, userId) =>
    (await request(backend, null, (session) => Object.assign(session, { userId }))).cookie,
  countForUser: async (backend, userId = '') => (await backend.listForUser(userId)).length,
  deleteForUser: (backend, userId = '') => backend.deleteForUser(userId),

  /** Each name in a request of its own, all at once. */
  write: async (backend, cookie = '', ...names) => {
    const write = (name: string): Promise<unknown> =>
      request(backend, cookie, (session) => Object.assign(session, { [name]: name }))
    await Promise.all(names.map(write))
  },

  begin: (backend, cookie = '') =>
    new Promise((begun) => {
      const waiting: typeof pending = { isOpen: false, end: null }
      const slow = request(backend, cookie, async (session) => {
        begun('begun')
        await until(() => waiting.isOpen)
        Object.assign(session, { late: 'yes' })
      })
      pending = waiting
      void slow.then(() => 'saved', nameOf).then((end) => (waiting.end = end))
    }),
  finish: async () => {
    pending.isOpen = true
    await settled()
    return pending.end
  },

  /** Writes to a session again and again until it is gone, and says why it stopped. */
  writeUntilGone: async (backend, cookie = '') => {
    for (let count = 0; ; count += 1) {
      let isGone = false
      try {
        await request(backend, cookie, (session) => {
          isGone = Object.keys(session).length === 0
          if (!isGone) {
            Object.assign(session, { count })
          }
        })
      } catch (error) {
        return nameOf(error)
      }
      if (isGone) {
        return 'gone'
      }
      // A Worker that asks on and on leaves no turn to the others of its process.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  },

  /** Two users by turns: returns what one saw of the other. */
  interleave: async (backend, rounds, ...cookies) => {
    const strange: object[] = []
    const visit = async (cookie: string, index: number): Promise<void> => {
      const data = await read(backend, cookie)
      if (JSON.stringify(data) !== `{"user":"user${index}"}`) {
        strange.push(data)
      }
    }
    for (let round = 0; round < Number(rounds); round += 1) {
      await Promise.all(cookies.map(visit))
    }
    return strange
  },
}

/** @throws What the work fails with. */
export async function run(backend: ServerSideBackend, work: string, args: readonly string[]): Promise<unknown> {
  return works[work]?.(backend, ...args)
}

/** Settles once the request that waits, if one does, has ended. */
export async function settled(): Promise<void> {
  const waiting = pending
  await until(() => waiting.end !== null)
}

/** Answers the test's messages until it ends this process. */
export function serve(open: OpenInProcess): void {
  const opened = open(String(process.argv[2]))
  process.on('message', (message: { id: number; work: string; args: readonly string[] }) => {
    const { id, work, args } = message
    const done = opened.then((backend) => run(backend, work, args))
    done.then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, error: `${nameOf(error)}: ${String(error)}` }),
    )
  })
}

/** Looks again and again: in a Worker no request may wait for what another one does. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}
