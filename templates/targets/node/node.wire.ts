// Where the sessions go in a server of Node's own: around the one function that handles its requests.
import type { WireMeta } from '../../wire-meta.ts'

export const nodeWire: WireMeta = {
  makers: [
    { modules: ['node:http', 'http', 'node:https', 'https'], names: ['createServer'], isClass: false },
    { modules: ['node:http', 'http', 'node:https', 'https'], names: ['Server'], isClass: true },
    { modules: ['node:http2', 'http2'], names: ['createServer', 'createSecureServer'], isClass: false },
  ],
  making: 'createServer()',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: { listening: { methods: ['on', 'addListener'], event: 'request' }, member: null, others: [] },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: ['listen'],
  rivals: ['express-session', 'cookie-session', 'client-sessions'],
}
