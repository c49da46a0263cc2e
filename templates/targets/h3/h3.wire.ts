// Where the sessions go in an application of h3. Middlewares run in the order in which they are added.
import type { WireMeta } from '../../wire-meta.ts'

export const h3Wire: WireMeta = {
  makers: [
    {
      modules: ['h3', 'h3/node', 'h3/bun', 'h3/deno', 'h3/cloudflare', 'h3/generic', 'npm:h3', 'jsr:@h3/h3'],
      names: ['H3'],
      isClass: true,
    },
  ],
  making: 'new H3()',
  orElse: 'a file of Nitro’s folder middleware',
  passThrough: [],
  chains: true,
  method: 'use',
  handlers: null,
  isAwaitable: false,
  mounts: ['mount'],
  settings: [],
  takers: [{ method: 'use', takes: 'any number' }],
  before: [
    // These refuse without a session, or measure what the others take: they have to come first.
    { modules: ['h3', 'npm:h3'], names: ['basicAuth', 'bodyLimit', 'withServerTiming'] },
    { modules: ['h3', 'npm:h3'], names: ['onRequest', 'onResponse'] },
  ],
  catchesFirst: false,
  starters: ['serve', 'toNodeHandler', 'toNodeListener', 'toWebHandler'],
  starts: ['fetch', 'request'],
  rivals: ['iron-session'],
}
