// What a config or a program imports from this package.
import type { ConfigInput } from './config/schema.ts'

export type { ConfigInput, SessionInput } from './config/schema.ts'

/** Gives a config its types and completions; it returns the config as it is. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}
