// React Router behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './react-router.harness.ts'
import * as authored from './react-router.ts'

describeCaches(authoredConfig, (options, more) => start(authored, options, more))
