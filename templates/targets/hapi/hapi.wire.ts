// Where the sessions go in a hapi application. Extensions run in the order in which they are added: this one first.
import type { WireMeta } from '../../wire-meta.ts'

export const hapiWire: WireMeta = {
  makers: [
    { modules: ['@hapi/hapi'], names: ['server', 'Server'], isClass: false },
    { modules: ['@hapi/hapi'], names: ['server', 'Server'], isClass: true },
  ],
  making: 'Hapi.server()',
  orElse: 'the manifest that @hapi/glue composes',
  passThrough: [],
  chains: false,
  method: 'register',
  handlers: null,
  // A server does not start as long as a plugin is being registered.
  isAwaitable: 'always',
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: ['start', 'initialize', 'inject', 'listener'],
  rivals: ['hapi-server-session'],
}
