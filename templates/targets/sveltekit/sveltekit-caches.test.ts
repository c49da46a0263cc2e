// SvelteKit behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './sveltekit.harness.ts'
import { sessions } from './sveltekit.ts'

describeCaches(authoredConfig, (options, more) => start(sessions, options, more))
