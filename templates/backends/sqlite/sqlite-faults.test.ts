import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  describeFault,
  endedOnce,
  type FaultyBackend,
  type FaultTraits,
  recovered,
} from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeWith } from '../../contracts/services.ts'
import { createFile, type Driver, drivers, type SqliteFile } from './sqlite-files.harness.ts'
import { open, type Opened } from './sqlite-remote.harness.ts'

interface Fault {
  readonly name: string
  /** @returns What ends it. */
  readonly begin: (file: SqliteFile, opened: Opened) => Promise<() => Promise<void>>
  readonly traits: FaultTraits
  /** It meets one connection; libSQL's client has several. */
  readonly ofConnection?: true
}

const faults: readonly Fault[] = [
  {
    name: 'another connection has it locked, and does not let go',
    begin: (file) => file.lock(),
    traits: { stillWorks: ['get'], keepsRecords: true },
  },
  {
    name: 'the table is not there',
    begin: async (file) => {
      await file.run('ALTER TABLE sessions RENAME TO elsewhere')
      return () => file.run('ALTER TABLE elsewhere RENAME TO sessions')
    },
    traits: { stillWorks: [], keepsRecords: true },
  },
  {
    name: 'it takes no writes',
    begin: async (_, opened) => {
      await opened.exec('PRAGMA query_only = ON')
      return () => opened.exec('PRAGMA query_only = OFF')
    },
    ofConnection: true,
    traits: { stillWorks: ['get'], keepsRecords: true },
  },
]

describe.each(drivers)('$name', (driver) => {
  describeWith(driver.missing, 'when SQLite fails', () => {
    /** A backend over a file of its own, with what starts and ends a fault of it. */
    const faulty =
      ({ begin }: Fault): (() => Promise<FaultyBackend>) =>
      async () => {
        const file = await createFile()
        const opened = open(driver, file)
        let over = async (): Promise<void> => {}
        const fault = endedOnce(
          async () => {
            over = await begin(file, opened)
          },
          () => over(),
        )
        return {
          backend: opened.backend(),
          ...fault,
          close: async () => {
            await fault.end()
            await opened.close()
            file.remove()
          },
        }
      }

    for (const fault of faults.filter(({ ofConnection }) => ofConnection === undefined || driver.client !== 'libsql')) {
      describeFault(fault.name, faulty(fault), fault.traits)
    }

    it('S-B7 it is full: what finds no room fails, what there is can be read and ended, and there is room again', async () => {
      const file = await createFile()
      const opened = open(driver, file)
      const backend = opened.backend()
      const data = JSON.stringify({ text: 'x'.repeat(20_000) })
      await opened.exec('PRAGMA max_page_count = 100')
      const kept: string[] = []
      let failure: unknown = null
      while (failure === null && kept.length < 1_000) {
        const key = newStorageKey()
        failure = await backend.create(key, newRecord(backend.now(), { data })).then(
          () => (kept.push(key), null),
          (error: unknown) => error,
        )
      }
      expect(failure).toMatchObject({ name: 'SessionStoreError' })
      for (const key of kept) {
        expect((await backend.get(key))?.data).toBe(data)
        await backend.delete(key)
      }
      await recovered(backend)
      await opened.close()
      file.remove()
    })

    it('S-B7 what it refuses is the cause of the error, without a word of the session', async () => {
      const file = await createFile()
      await file.run(
        "CREATE TRIGGER no_more BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'no more sessions'); END",
      )
      const opened = open(driver, file)
      const record = newRecord(Date.now(), { data: '{"iban":"GB33BUKB20201555555555"}' })
      const error: unknown = await opened
        .backend()
        .create(newStorageKey(), record)
        .catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'SessionStoreError' })
      const { message, cause } = error as Error
      const printed = `${message} ${String(cause)}`
      expect(printed).toContain('no more sessions')
      expect(printed).not.toContain('GB33')
      await opened.close()
      file.remove()
    })

    it('S-B7 a lock that is let go in time is waited for, and holds up nothing else', async () => {
      const file = await createFile()
      const opened = open(driver, file)
      const backend = opened.backend()
      const key = newStorageKey()
      await backend.create(key, newRecord(backend.now()))
      const unlock = await file.lock()
      const writing = backend.create(newStorageKey(), newRecord(backend.now()))
      // Were it waiting in SQLite, nobody could read meanwhile.
      const began = Date.now()
      expect(await backend.get(key)).not.toBeNull()
      expect(Date.now() - began).toBeLessThan(500)
      await unlock()
      expect(await writing).toBe(true)
      await opened.close()
      file.remove()
    })

    it('S-B7 a process that is killed while it writes leaves a file that others read and write', async () => {
      const file = await createFile()
      const [victim, witness] = [open(driver, file), open(driver, file)]
      const keys = Array.from({ length: 200 }, newStorageKey)
      const records = keys.map((key) => [key, newRecord(Date.now())] as const)
      const writes = records.map(([key, record]) =>
        victim
          .backend()
          .create(key, record)
          .catch(() => false),
      )
      await Promise.race(writes)
      await victim.close()
      const created = (await Promise.all(writes)).flatMap((isCreated, index) => (isCreated ? [keys[index] ?? ''] : []))
      for (const key of created) {
        expect(await witness.backend().get(key)).not.toBeNull()
      }
      await recovered(witness.backend())
      expect(await file.rows('PRAGMA integrity_check')).toMatchObject([{ integrity_check: 'ok' }])
      await witness.close()
      file.remove()
    })

    it('S-B7 a file that is no database is an error, and no session', async () => {
      const file = await createFile()
      ;['-wal', '-shm'].forEach((end) => rmSync(file.path + end, { force: true }))
      writeFileSync(file.path, 'no database, but long enough to be looked at as one'.repeat(100))
      const error = await readOnce(driver, file).catch((reason: unknown) => reason)
      expect(`${String(error)} ${String((error as Error).cause)}`).toMatch(/not a database|NOTADB/)
      file.remove()
    })
  })
})

/** Some drivers look at a file when they open it, others at the first statement. */
async function readOnce(driver: Driver, file: SqliteFile): Promise<unknown> {
  const opened = open(driver, file)
  try {
    return await opened.backend().get(newStorageKey())
  } finally {
    await opened.close()
  }
}
