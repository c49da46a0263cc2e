// Astro behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './astro.harness.ts'
import { sessions } from './astro.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
