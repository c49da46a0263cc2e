// A backend in a process of another runtime: it does what the test asks for, one operation a message.
import { type Call, operate, outcomeOf } from '../../contracts/remote-backend.ts'
import { connect, type Connected, type Place } from './sqlite.harness.ts'

export function serveCalls(): void {
  const { exec, backend }: Connected = connect(JSON.parse(String(process.argv[2])) as Place)
  let time = 0
  const store = backend(() => time)
  process.on('message', (message: { id: number; work: string; args: readonly string[] }) => {
    const [operation, now, args] = JSON.parse(message.args[0] ?? '') as Call
    time = now
    outcomeOf(operation === 'exec' ? exec(String(args[0])) : operate(store, operation, args)).then(
      (result) => process.send?.({ id: message.id, result }),
      (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
    )
  })
}
