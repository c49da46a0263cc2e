// Where the sessions go in an Astro application: into the one function that each request for what is not prerendered goes through.
import type { WireMeta } from '../../wire-meta.ts'

export const astroWire: WireMeta = {
  makers: [],
  making: 'export const onRequest, in src/middleware.ts',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  hook: {
    files: ['src/middleware', 'src/middleware/index'],
    name: 'onRequest',
    compose: { module: 'astro:middleware', name: 'sequence' },
  },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: [],
  rivals: [],
}
