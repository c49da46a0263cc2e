// TanStack Start behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './tanstack-start.harness.ts'
import * as authored from './tanstack-start.ts'

describeCaches(authoredConfig, (options, more) => start(authored, options, more))
