// What the memory backend says of itself.
import { z } from 'zod'
import type { BackendMeta } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface MemoryInput {
  readonly type: 'memory'
  /**
   * How many sessions are kept; the one that was used least recently makes room.
   *
   * @default 10_000
   * @example 1_000
   */
  readonly maxSessions?: number | undefined
  /**
   * Whether it starts where NODE_ENV is 'production': sessions end with the process, and no other one sees them.
   *
   * @default false
   * @example true
   */
  readonly allowInProduction?: boolean | undefined
}

const options = z.strictObject({
  maxSessions: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more').default(10_000),
  allowInProduction: z.boolean('true or false').default(false),
})

export const memory: BackendMeta = {
  name: 'memory',
  label: 'Memory',
  side: 'server',
  needs: [],
  options,
  spec: (written) => {
    const { maxSessions, allowInProduction } = options.parse(written)
    return { maxSessions: { value: maxSessions, text: grouped(maxSessions) }, allowInProduction }
  },
  driver: () => null,
  modules: () => [{ source: 'backends/memory/memory-backend.ts', name: 'memory-backend' }],
  entry: 'memory-backend',
  exports: () => [{ module: 'memory-backend', values: ['MemoryBackend'], types: [] }],
  notes: 'backends/memory/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: null },
  limits: () => ['Sessions in memory end with the process, and no other process sees them.'],
}

/** As people write it: `10_000`. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, '_')
}
