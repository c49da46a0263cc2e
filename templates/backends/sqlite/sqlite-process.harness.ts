// A backend in a process of another runtime: it does what the test asks for, one operation a message.
import { connect, type Connected, type Place } from './sqlite.harness.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** An operation, the time that it is, and its arguments. */
export type Call = readonly [operation: string, now: number, args: readonly unknown[]]

/** What came of a call: a value, or the message of a SessionStoreError. */
export type Outcome = { readonly value: unknown } | { readonly failed: string }

export function serveCalls(): void {
  const { exec, backend, close }: Connected = connect(JSON.parse(String(process.argv[2])) as Place)
  let time = 0
  const store = backend(() => time)
  process.on('message', (message: { id: number; work: string; args: readonly string[] }) => {
    const [operation, now, args] = JSON.parse(message.args[0] ?? '') as Call
    time = now
    run({ exec, close }, store, operation, args).then(
      (value) => process.send?.({ id: message.id, result: { value: value instanceof Map ? [...value] : value } }),
      (error: unknown) =>
        process.send?.(
          error instanceof Error && error.name === 'SessionStoreError'
            ? { id: message.id, result: { failed: [error.message, error.cause].map(String).join(': ') } }
            : { id: message.id, error: String(error) },
        ),
    )
  })
}

async function run(
  connection: Pick<Connected, 'exec' | 'close'>,
  store: SqliteStore,
  operation: string,
  args: readonly unknown[],
): Promise<unknown> {
  if (operation === 'exec') {
    return connection.exec(String(args[0]))
  }
  const method = Reflect.get(store, operation) as (...args: readonly unknown[]) => Promise<unknown>
  // JSON has no Infinity.
  return method.apply(
    store,
    args.map((value) => value ?? Infinity),
  )
}
