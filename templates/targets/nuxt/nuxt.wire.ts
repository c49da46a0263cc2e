// Where the sessions go in a Nuxt application: into a plugin of its server, which is a file of its own.
import type { WireMeta } from '../../wire-meta.ts'

export const nuxtWire: WireMeta = {
  makers: [],
  making: 'a plugin in server/plugins',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  hook: { files: ['server/plugins/sessions'], name: 'default', compose: null },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: [],
  // They keep what they know in cookies of their own, and put nothing on the context.
  rivals: [],
}
