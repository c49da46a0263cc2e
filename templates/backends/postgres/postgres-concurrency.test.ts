import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { missingPgbouncer, missingPostgres, startPgbouncer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { drivers, migration } from './postgres.harness.ts'

const worker = fileURLToPath(new URL('./postgres-worker.harness.ts', import.meta.url))

describe.each(drivers)('$name', ({ name }) => {
  describeWith(missingPostgres, 'with several processes', () => {
    describeConcurrency('one server', worker, async () => {
      const { url, sql, stop } = await startPostgres()
      await sql(migration())
      return { place: JSON.stringify({ name, url }), close: stop }
    })
  })

  describeWith(missingPgbouncer, 'with several processes', () => {
    describeConcurrency('through PgBouncer in transaction mode', worker, async () => {
      const server = await startPostgres()
      await server.sql(migration())
      const pooler = await startPgbouncer(server)
      const close = async (): Promise<void> => {
        await pooler.stop()
        await server.stop()
      }
      return { place: JSON.stringify({ name, url: pooler.url }), close }
    })
  })
})
