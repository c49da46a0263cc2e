import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { drivers, migration } from './mysql.harness.ts'

const worker = fileURLToPath(new URL('./mysql-worker.harness.ts', import.meta.url))

/** What the server does with rows that others work on, by default or where it is set so. */
const isolations = [
  ['as it is by default', []],
  ['with READ COMMITTED', ['transaction-isolation=READ-COMMITTED']],
  ['with SERIALIZABLE', ['transaction-isolation=SERIALIZABLE']],
  ['with innodb_snapshot_isolation', ['innodb-snapshot-isolation=ON']],
] as const

describe.each(drivers)('$name', ({ name }) => {
  describeWith(missingMariadb, 'with several processes', () => {
    // What the server does then, it does to the statements, which are the same for each client.
    for (const [isolation, settings] of name === 'mysql2' ? isolations : isolations.slice(0, 1)) {
      describeConcurrency(`one server, ${isolation}`, worker, async () => {
        const { url, sql, stop } = await startMariadb(settings)
        await sql(migration())
        return { place: JSON.stringify({ name, url }), close: stop }
      })
    }
  })
})
