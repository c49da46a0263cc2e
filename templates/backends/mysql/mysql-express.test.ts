// The contract of targets over MariaDB: requests over HTTP to Express.
import express from 'express'
import { afterAll, beforeAll, describe } from 'vitest'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { start } from '../../targets/express/express.harness.ts'
import { sessions } from '../../targets/express/express.ts'
import { drivers, migration } from './mysql.harness.ts'

describe.each(drivers)('$name', ({ connect }) => {
  describeWith(missingMariadb, 'one server', () => {
    let server: MariadbServer
    beforeAll(async () => {
      server = await startMariadb()
      await server.sql(migration())
    })
    afterAll(() => server.stop())

    describeTarget({
      name: 'Express',
      config: authoredConfig,
      open: async (now) => {
        const connected = connect(server.url)
        const close = async (): Promise<void> => {
          await connected.close()
          await server.sql('TRUNCATE sessions')
        }
        return { backend: connected.backend(now), SessionStoreError, close }
      },
      start: (options) =>
        start(express, sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
    })
  })
})
