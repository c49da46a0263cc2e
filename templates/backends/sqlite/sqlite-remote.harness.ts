// SQLite by a driver that another runtime has: each operation is asked of a process of it.
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { Worker } from '../../contracts/backend-concurrency.ts'
import { type Outcome, RemoteSweepingBackend, valueOf } from '../../contracts/remote-backend.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import type { ServerSideBackend } from '../../runtime/server-side-backend.ts'
import { type Driver, type SqliteFile } from './sqlite-files.harness.ts'
import { connect } from './sqlite.harness.ts'

/** A driver's connection to a file, in this process or in another. */
export interface Opened {
  backend(now?: () => number): ServerSideBackend & { deleteExpired(limit: number): Promise<number> }
  exec(sql: string): Promise<void>
  close(): Promise<void>
}

/** @param hasUsers As it is emitted with `userKey` and `maxPerUser`. */
export function open({ client, program }: Driver, file: SqliteFile, hasUsers = false): Opened {
  if (program === null) {
    return connect(file.placeFor(client))
  }
  const folder = temporaryFolder('sqlite-process')
  const entry = join(import.meta.dirname, hasUsers ? 'sqlite-users-calls.harness.ts' : 'sqlite-calls.harness.ts')
  const script = join(folder.path, 'process.cjs')
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile: script, logLevel: 'error' })
  const worker = new Worker(script, JSON.stringify(file.placeFor(client)), program)
  const ask = async (operation: string, now: number, args: readonly unknown[]): Promise<unknown> =>
    valueOf((await worker.ask('call', JSON.stringify([operation, now, args]))) as Outcome)
  return {
    backend: (now) => new RemoteSweepingBackend(ask, now),
    exec: async (sql) => void (await ask('exec', 0, [sql])),
    close: async () => {
      await worker.stop()
      folder.remove()
    },
  }
}
