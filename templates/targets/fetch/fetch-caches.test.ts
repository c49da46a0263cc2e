// Handlers of the Fetch API behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './fetch.harness.ts'
import * as authored from './fetch.ts'

describeCaches(authoredConfig, (options, more) => start(authored, options, more))
