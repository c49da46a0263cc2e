// Where the sessions go in an application of the Fetch API: around the one function that answers its requests.
import type { WireMeta } from '../../wire-meta.ts'

export const fetchWire: WireMeta = {
  makers: [
    { modules: ['globalThis'], names: ['Deno.serve', 'Bun.serve'], isClass: false },
    { modules: ['bun', 'srvx', 'srvx/node', 'srvx/bun', 'srvx/deno'], names: ['serve'], isClass: false },
    { modules: ['@hono/node-server'], names: ['serve', 'createAdaptorServer'], isClass: false },
  ],
  making: 'Bun.serve(), Deno.serve(), or export default { fetch }',
  orElse: 'each file that exports a function of the platform',
  passThrough: [],
  chains: false,
  method: null,
  handlers: { listening: null, member: 'fetch', others: ['routes'] },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: ['fetch'],
  rivals: ['iron-session'],
}
