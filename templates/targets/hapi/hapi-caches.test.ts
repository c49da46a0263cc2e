// hapi behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './hapi.harness.ts'
import { sessions } from './hapi.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
