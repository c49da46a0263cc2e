// Seals what no honest server would seal: only who has the key gets as far as the checks behind the seal.
import { writePayload, type Payload } from '../../backends/cookie/cookie-payload.ts'
import { createKeyRing, seal } from '../../runtime/seal-node.ts'

/** The keys that the server under test has, newest first, and one that it has not. */
export const KEY = 'w9JdVJd3nCBfJXGEPzfzyLJ4_QUSJgZ-JMp8UuqVgnM'
export const PREVIOUS_KEY = 'mOf3DuB0Yd1pZqXn5tEwKzvJc8LaR7hGi2sWbTy4U6A'
export const OTHER_KEY = 'T3VR6Yvxk2NnH8p0mRgq1zLwqfY5ZbVtXc4uJ7sKd9E'

export const APPLICATION_ID = 'bad-inputs'

export interface SealChoices {
  readonly key?: string
  readonly purpose?: string
  readonly cookieName?: string
  readonly applicationId?: string
}

/** Seals a text as the server would, but for these choices. */
export function sealText(text: string, choices: SealChoices = {}): string {
  const { key = KEY, ...use } = choices
  const ofServer = { purpose: 'session', cookieName: '__Host-session', applicationId: APPLICATION_ID }
  return seal(text, createKeyRing([Buffer.from(key, 'base64url')], { ...ofServer, ...use }))
}

export function sealPayload(payload: Payload, choices: SealChoices = {}): string {
  return sealText(writePayload(payload.id, payload.record), choices)
}
