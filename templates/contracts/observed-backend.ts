// A real server-side backend whose operations a test counts, slows down and lets fail.
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'

const OPERATIONS = ['get', 'set', 'create', 'update', 'touch', 'delete', 'deleteAll'] as const

export type Operation = (typeof OPERATIONS)[number]

export interface Observation {
  /** Each operation in the order it was begun, with its storage key. */
  readonly calls: { readonly operation: Operation; readonly key: string }[]
  /** The operation waits for this before it begins; undone by `heal`. */
  delay(operation: Operation, until: () => Promise<void>): void
  /** The operation fails with this error, without an effect; undone by `heal`. */
  fail(operation: Operation, error: Error): void
  heal(): void
  /** Forgets the calls so far. */
  forget(): void
}

/** Watches the operations of this one instance; its other behaviour stays as it is. */
export function observe(backend: ServerSideBackend): Observation {
  const calls: { operation: Operation; key: string }[] = []
  const before = new Map<Operation, () => Promise<void>>()
  for (const operation of OPERATIONS) {
    const own = backend[operation] as (...args: unknown[]) => Promise<unknown>
    const observed = async (...args: unknown[]): Promise<unknown> => {
      calls.push({ operation, key: String(args[0]) })
      await before.get(operation)?.()
      return own.apply(backend, args)
    }
    Object.defineProperty(backend, operation, { value: observed })
  }
  return {
    calls,
    delay: (operation, until) => void before.set(operation, until),
    fail: (operation, error) => void before.set(operation, () => Promise.reject(error)),
    heal: () => before.clear(),
    forget: () => void calls.splice(0),
  }
}
