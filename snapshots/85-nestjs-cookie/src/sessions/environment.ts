// What the process says of its surroundings.

/** An environment variable; undefined where it is not set, or where the platform has none. */
export function readEnvironment(name: string): string | undefined {
  return process.env[name]
}

export function isProduction(): boolean {
  return readEnvironment('NODE_ENV') === 'production'
}
