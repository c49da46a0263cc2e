// The contract of targets over Redis: requests over HTTP to Express, with each client.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import express from 'express'
import { afterAll, beforeAll, describe } from 'vitest'
import { missingRedis, type RedisServer, startRedis } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { start } from '../../targets/express/express.harness.ts'
import { sessions } from '../../targets/express/express.ts'
import { drivers } from './redis.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'one server', () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => server.stop())

    describeTarget({
      name: 'Express',
      config: authoredConfig,
      open: async (now) => {
        const connected = await driver.connect(server.url)
        const close = async (): Promise<void> => {
          await connected.close()
          await server.command('flushall')
        }
        return { backend: connected.backend(now), SessionStoreError, close }
      },
      start: (options) =>
        start(express, sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
    })
  })
})
