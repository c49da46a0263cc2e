// The contract of targets over SQLite: requests over HTTP to Express, with the driver that the Node of the tests has.
import express from 'express'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { start } from '../../targets/express/express.harness.ts'
import { sessions } from '../../targets/express/express.ts'
import { createFile } from './sqlite-files.harness.ts'
import { connect } from './sqlite.harness.ts'

describeTarget({
  name: 'Express',
  config: authoredConfig,
  open: async (now) => {
    const file = await createFile()
    const connected = connect(file.placeFor('libsql'))
    const close = async (): Promise<void> => {
      await connected.close()
      file.remove()
    }
    return { backend: connected.backend(now), SessionStoreError, close }
  },
  start: (options) =>
    start(express, sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
