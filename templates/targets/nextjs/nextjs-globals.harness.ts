// What Next.js puts on the global object before it loads anything else. Import it before all that imports `next`.
import { AsyncLocalStorage } from 'node:async_hooks'

export const globals: Record<string, unknown> = Object.assign(globalThis as unknown as Record<string, unknown>, {
  AsyncLocalStorage,
})

/** Of the applications of tests, those that ran: see {@link endStorages}. */
const storages = new Set<AsyncLocalStorage<unknown>>()
const { run } = AsyncLocalStorage.prototype
AsyncLocalStorage.prototype.run = function (store: unknown, ...rest: [never, ...never[]]) {
  if (typeof store === 'object' && store !== null && 'headSent' in store) {
    storages.add(this)
  }
  return run.call(this, store, ...rest)
}

/**
 * Node.js 20 asks every storage that ever ran at every promise. An application has one of sessions, and a process of tests hundreds,
 * which made each request ten times as slow as it is. One that is used again is asked again.
 */
export function endStorages(): void {
  storages.forEach((storage) => storage.disable())
  storages.clear()
}
