// A backend that runs elsewhere, as the contracts take it: each operation is asked of a process of the runtime that has the driver.
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { Worker } from '../../contracts/backend-concurrency.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import { ServerSideBackend } from '../../runtime/server-side-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import { type Driver, type SqliteFile } from './sqlite-files.harness.ts'
import type { Outcome } from './sqlite-process.harness.ts'
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
  const ask = async (operation: string, now: number, args: readonly unknown[]): Promise<unknown> => {
    const outcome = (await worker.ask('call', JSON.stringify([operation, now, args]))) as Outcome
    if ('failed' in outcome) {
      throw new SessionStoreError(outcome.failed)
    }
    return outcome.value
  }
  return {
    backend: (now) => new RemoteBackend(ask, now),
    exec: async (sql) => void (await ask('exec', 0, [sql])),
    close: async () => {
      await worker.stop()
      folder.remove()
    },
  }
}

class RemoteBackend extends ServerSideBackend {
  readonly #ask: (operation: string, now: number, args: readonly unknown[]) => Promise<unknown>

  constructor(ask: (operation: string, now: number, args: readonly unknown[]) => Promise<unknown>, now?: () => number) {
    super(now)
    this.#ask = ask
  }

  override get(key: string): Promise<SessionRecord | null> {
    return this.#call('get', key)
  }

  override set(key: string, record: SessionRecord): Promise<void> {
    return this.#call('set', key, record)
  }

  override delete(key: string): Promise<void> {
    return this.#call('delete', key)
  }

  override deleteAll(): Promise<void> {
    return this.#call('deleteAll')
  }

  override create(key: string, record: SessionRecord): Promise<boolean> {
    return this.#call('create', key, record)
  }

  override update(key: string, record: SessionRecord, version: number): Promise<boolean> {
    return this.#call('update', key, record, version)
  }

  override touch(key: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return this.#call('touch', key, renewedAt, expiresAt)
  }

  override async getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>> {
    return new Map(await this.#call<[string, SessionRecord][]>('getForUser', userId))
  }

  deleteExpired(limit: number): Promise<number> {
    return this.#call('deleteExpired', limit)
  }

  async #call<T>(operation: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#ask(operation, this.now(), args)) as T
  }
}
