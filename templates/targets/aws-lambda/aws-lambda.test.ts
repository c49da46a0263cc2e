// The contract of targets, on functions of AWS Lambda, for each format of events that can carry it.
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { start } from './aws-lambda.harness.ts'
import * as authored from './aws-lambda.ts'

for (const format of ['2.0', '1.0', 'alb'] as const) {
  describeTarget({
    name: `AWS Lambda, events of format ${format}`,
    config: authoredConfig,
    open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
    start: (options) =>
      start(authored, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken }), format),
  })
}
