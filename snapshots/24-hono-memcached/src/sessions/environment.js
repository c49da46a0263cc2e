// What the process says of its surroundings.

/**
 * An environment variable; undefined where it is not set, or where the platform has none.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function readEnvironment(name) {
  const platform = /** @type {{ process?: { env?: Record<string, string | undefined> } }} */ (globalThis)
  return platform.process?.env?.[name]
}

/** @returns {boolean} */
export function isProduction() {
  return readEnvironment('NODE_ENV') === 'production'
}
