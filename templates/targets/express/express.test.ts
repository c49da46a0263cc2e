// The contract of targets, on Express 5 and 4.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { createRequire } from 'node:module'
import express from 'express'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { start } from './express.harness.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { sessions } from './express.ts'

// Both majors have the types of Express 5 here.
const express4 = createRequire(import.meta.url)('express-4') as typeof express

for (const [name, createApplication] of [
  ['Express 5', express],
  ['Express 4', express4],
] as const) {
  describeTarget({
    name,
    config: authoredConfig,
    open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
    start: (options) =>
      start(createApplication, sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
  })
}
