// Elysia behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './elysia.harness.ts'
import { sessions } from './elysia.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
