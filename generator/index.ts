// What a config or a program imports from this package.
import type { ConfigInput } from './config/config-input.ts'

export type { ConfigInput, Duration, SessionInput, SessionsInput } from './config/config-input.ts'

/** Gives a config its types and completions; it returns the config as it is. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}
