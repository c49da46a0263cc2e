// Where the sessions go in a SvelteKit application: into the one function that each of its requests goes through.
import type { WireMeta } from '../../wire-meta.ts'

export const sveltekitWire: WireMeta = {
  makers: [],
  making: 'export const handle, in src/hooks.server.ts',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  hook: {
    files: ['src/hooks.server', 'src/hooks.server/index'],
    name: 'handle',
    compose: { module: '@sveltejs/kit/hooks', name: 'sequence' },
  },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: [],
  rivals: ['svelte-kit-cookie-session', 'svelte-kit-sessions', 'sveltekit-session-handle'],
}
