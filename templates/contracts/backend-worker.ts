// One of several processes that share a store: it does what the test asks for, through the real middleware.
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { read, request } from './backend-requests.ts'

/** Opens the backend under test in this process. `place` says where its store is. */
export type OpenInProcess = (place: string) => Promise<ServerSideBackend>

type Work = (backend: ServerSideBackend, ...args: readonly string[]) => Promise<unknown>

/** A request that waits inside its handler until `finish`. */
let pending: { readonly done: Promise<string>; readonly go: () => void } | null = null

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
      const { promise: open, resolve: go } = gate()
      const slow = request(backend, cookie, async (session) => {
        begun('begun')
        await open
        Object.assign(session, { late: 'yes' })
      })
      pending = { done: slow.then(() => 'saved', nameOf), go }
    }),
  finish: async () => {
    pending?.go()
    return pending?.done
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

/** Answers the test's messages until it ends this process. */
export function serve(open: OpenInProcess): void {
  const opened = open(String(process.argv[2]))
  process.on('message', (message: { id: number; work: string; args: readonly string[] }) => {
    const { id, work, args } = message
    const run = async (): Promise<unknown> => works[work]?.(await opened, ...args)
    run().then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, error: `${nameOf(error)}: ${String(error)}` }),
    )
  })
}

function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let open: (() => void) | undefined
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, resolve: () => open?.() }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}
