import { fileURLToPath } from 'node:url'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { migration } from './mysql.harness.ts'

const worker = fileURLToPath(new URL('./mysql-worker.harness.ts', import.meta.url))

/** What the server does with rows that others work on, by default or where it is set so. */
const isolations = [
  ['as it is by default', []],
  ['with READ COMMITTED', ['transaction-isolation=READ-COMMITTED']],
  ['with SERIALIZABLE', ['transaction-isolation=SERIALIZABLE']],
  ['with innodb_snapshot_isolation', ['innodb-snapshot-isolation=ON']],
] as const

describeWith(missingMariadb, 'with several processes', () => {
  for (const [name, settings] of isolations) {
    describeConcurrency(`one server, ${name}`, worker, async () => {
      const { url, sql, stop } = await startMariadb(settings)
      await sql(migration())
      return { place: url, close: stop }
    })
  }
})
