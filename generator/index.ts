// What a config or a program imports from this package.
import type { ConfigInput } from './config/config-input.ts'

/** What `data` is described with: the copy of zod that reads it. */
export { z } from 'zod'
export type { ConfigInput, Duration, SessionInput, SessionsInput } from './config/config-input.ts'

/** Gives a config its types and completions; it returns the config as it is. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}
