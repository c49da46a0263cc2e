// The keys that seal sessions: read and checked when the application starts.
import { decodeBase64url } from './base64url.js'
import { readEnvironment } from './environment.js'
import { KEY_BYTES } from './xaes.js'

const SECRETS_VARIABLE = 'SESSION_SECRETS'

/** Of 32 random bytes about 30 are different. So few are a pattern. */
const FEWEST_DIFFERENT_BYTES = 17

/** Words of placeholders and documentation, which random text does not spell. */
const SAMPLE = /change.?me|secret|example|password|replace|keyboard/i

const ADVICE = 'each key is 32 random bytes, base64url, as `npx create-session secret` prints them'

/**
 * Reads one or more keys of 32 random bytes, base64url, separated by commas or white space, newest first.
 *
 * @param secrets The keys; undefined to take them from the environment.
 * @throws If there is none, or one is not fit for use. The message says where it stands, and never shows it.
 */
export function readSecrets(secrets: string | undefined): Uint8Array<ArrayBuffer>[] {
  const source = secrets === undefined ? SECRETS_VARIABLE : "The option 'secrets'"
  const text = (secrets ?? readEnvironment(SECRETS_VARIABLE) ?? '').trim()
  if (text === '') {
    throw new Error(`${source} is ${secrets === undefined ? 'not set' : 'empty'}: ${ADVICE}`)
  }
  const entries = text.split(/\s*,\s*|\s+/)
  return entries.map((entry, index) => {
    const key = decodeBase64url(entry)
    const flaw = entries.indexOf(entry) < index ? 'repeats another one' : flawOf(entry, key)
    if (key === null || flaw !== null) {
      throw new Error(`${source}: key ${index + 1} of ${entries.length} ${flaw}: ${ADVICE}`)
    }
    return key
  })
}

/** What is wrong with a key; null if nothing is. */
function flawOf(entry: string, key: Uint8Array | null): string | null {
  if (entry === '') {
    return 'is empty'
  } else if (SAMPLE.test(entry)) {
    return 'is a sample'
  } else if (key === null) {
    return 'is not base64url without padding'
  } else if (key.length !== KEY_BYTES) {
    return `has ${key.length} bytes`
  } else {
    return isRandom(key) ? null : 'is not random'
  }
}

/** False for what people make up: one byte repeated, a short pattern, a counting sequence, text. */
function isRandom(key: Uint8Array): boolean {
  const steps = key.map((byte, index) => byte - (key[index - 1] ?? 0)).slice(1)
  return (
    new Set(key).size >= FEWEST_DIFFERENT_BYTES &&
    new Set(steps).size >= FEWEST_DIFFERENT_BYTES &&
    key.some((byte) => byte < 0x20 || byte > 0x7e)
  )
}
