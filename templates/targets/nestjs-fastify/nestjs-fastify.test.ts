// The contract of targets, on NestJS with Fastify.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { sessions } from '../fastify/fastify.ts'
import { getSession } from '../nestjs/current-session.ts'
import { start } from './nestjs-fastify.harness.ts'

describeTarget({
  name: 'NestJS 12 on Fastify 5',
  config: authoredConfig,
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) =>
    start({ sessions, getSession }, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
