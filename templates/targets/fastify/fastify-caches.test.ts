// Fastify behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './fastify.harness.ts'
import { sessions } from './fastify.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
