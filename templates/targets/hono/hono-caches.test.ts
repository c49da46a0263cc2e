// Hono behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './hono.harness.ts'
import { sessions } from './hono.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
