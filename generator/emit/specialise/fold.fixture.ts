// A spec and the two steps that the tests of folding go through: fold, then format.
import * as prettier from 'prettier'
import { expect } from 'vitest'
import type { Spec } from './evaluate.ts'
import { fold } from './fold.ts'

export const spec: Spec = {
  on: true,
  off: false,
  name: '__Host-session',
  word: 'word',
  none: null,
  mode: 'on-access',
  seconds: { value: 14 * 24 * 60 * 60, text: '14 * 24 * 60 * 60' },
  sum: { value: 90, text: '60 + 30' },
  count: 4,
  negative: -1,
  pattern: /^\/health$/i,
}

const style = { parser: 'typescript', semi: false, singleQuote: true, printWidth: 120 } as const

async function folded(source: string): Promise<string> {
  return prettier.format(fold('runtime/sample.ts', `import { spec } from './spec.ts'\n\n${source}`, spec), style)
}

/** Expects that folding gives the result, both as the formatter writes them. */
export async function expectFold(source: string, result: string): Promise<void> {
  expect(await folded(source)).toBe(await prettier.format(result, style))
}
