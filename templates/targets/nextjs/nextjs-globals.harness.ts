// What Next.js puts on the global object before it loads anything else. Import it before all that imports `next`.
import { AsyncLocalStorage } from 'node:async_hooks'

export const globals: Record<string, unknown> = Object.assign(globalThis as unknown as Record<string, unknown>, {
  AsyncLocalStorage,
})
