// The TypeScript compiler, loaded by the first who asks for it: what a run can do without, it starts without.
import { createRequire } from 'node:module'
import type { ts } from 'ts-morph'

const require = createRequire(import.meta.url)
let loaded: typeof ts | undefined

/** By `require`: `import` would search nine megabytes of it for the names of its exports. */
export function compiler(): typeof ts {
  loaded ??= (require('ts-morph') as typeof import('ts-morph')).ts
  return loaded
}
