// Pools of mysql2 that are set otherwise than by default.
import { createPool } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend } from './mysql-backend.ts'
import { type Connected, drivers, migration } from './mysql.harness.ts'

describeWith(missingMariadb, 'one server', () => {
  let server: MariadbServer
  let connected: readonly Connected[]

  beforeAll(async () => {
    server = await startMariadb()
    await server.sql(migration())
    connected = drivers.map(({ connect }) => connect(server.url))
  })
  afterAll(async () => {
    await Promise.all(connected.map((each) => each.close()))
    await server.stop()
  })

  it('bad input 99 no character set and no collation of the database or the connection has a say', async () => {
    await server.sql('ALTER DATABASE app CHARACTER SET latin1 COLLATE latin1_swedish_ci')
    const client = createPool({ uri: server.url, charset: 'latin1_swedish_ci' })
    const backend = createBackend({ client })
    const data = JSON.stringify({ text: 'ąß漢字🙂e\u0301' })
    const keys = [newStorageKey(), newStorageKey()] as const
    await backend.create(keys[0], newRecord(backend.now(), { data }))
    for (const each of connected) {
      expect((await each.backend().get(keys[0]))?.data).toBe(data)
    }
    backend.stopSweeping()
    await client.end()
  })

  it('S-B1 what a pool has set for its own queries changes nothing here', async () => {
    const client = createPool({
      uri: server.url,
      namedPlaceholders: true,
      nestTables: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      typeCast: (field) => field.string(),
    })
    const backend = createBackend({ client })
    const [key, record] = [newStorageKey(), newRecord(backend.now())]
    expect(await backend.create(key, record)).toBe(true)
    expect(await backend.create(key, record)).toBe(false)
    expect(await backend.get(key)).toEqual(record)
    backend.stopSweeping()
    await client.end()
  })
})
