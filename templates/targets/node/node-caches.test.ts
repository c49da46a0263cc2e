// A server of Node's own behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './node.harness.ts'
import { sessions } from './node.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
