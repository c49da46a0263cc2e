// The files of fixtures/vectors; its README says where they come from.
import { readFileSync } from 'node:fs'

export interface GcmVector {
  readonly tcId: number
  readonly comment: string
  /** Hex, as all that follow but the last. */
  readonly key: string
  readonly iv: string
  readonly aad: string
  readonly msg: string
  readonly ct: string
  readonly tag: string
  readonly result: 'valid' | 'invalid'
}

export interface CookieVector {
  readonly test: string
  readonly received: string
  readonly read: readonly { readonly name: string; readonly value: string }[]
}

export const gcmVectors: readonly GcmVector[] = read('wycheproof-aes-256-gcm')

export const cookieVectors: readonly CookieVector[] = read('cookie-headers')

export const naughtyStrings: readonly string[] = read('naughty-strings')

/** Names begin with `y_`, `n_` or `i_`: JSON, none, or up to the implementation. */
export const jsonTexts: readonly (readonly [name: string, text: string])[] = [
  ...read<readonly [string, string][]>('json-parsing'),
  ['n_structure_100000_opening_arrays', '['.repeat(100_000)],
  ['n_structure_open_array_object', `${'[{"":'.repeat(50_000)}\n`],
]

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/vectors/${name}.json`, import.meta.url), 'utf8')) as T
}
