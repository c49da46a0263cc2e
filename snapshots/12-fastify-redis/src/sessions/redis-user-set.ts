// Which storage keys a user's sessions have: a sorted set for each user. It may say too much, never too little: records tell.
import { storageKeyOf } from './session-id'

/** A storage key is wanted in the set for longer than its record lives: the clocks of two processes may differ by so much. */
const CLOCKS_DIFFER_BY_MILLISECONDS = 60 * 60 * 1000

/** What follows the prefix. Of the user's id there is a hash alone, whatever it holds. */
export async function setNameOf(userId: string): Promise<string> {
  return `user:${storageKeyOf(userId)}`
}

/** What the script `INDEX` takes. */
export function entryArguments(storageKey: string, expiresAt: number, now: number): string[] {
  return [String(now), storageKey, String(expiresAt + CLOCKS_DIFFER_BY_MILLISECONDS)]
}
