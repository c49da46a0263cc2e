// Koa behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './koa.harness.ts'
import { sessions } from './koa.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
