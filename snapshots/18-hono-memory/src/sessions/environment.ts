// What the process says of its surroundings.

/** An environment variable; undefined where it is not set, or where the platform has none. */
function readEnvironment(name: string): string | undefined {
  const platform = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return platform.process?.env?.[name]
}

export function isProduction(): boolean {
  return readEnvironment('NODE_ENV') === 'production'
}
