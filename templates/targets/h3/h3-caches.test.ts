// h3 behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './h3.harness.ts'
import { sessions } from './h3.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
