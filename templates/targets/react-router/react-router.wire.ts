// Where the sessions go in an application of React Router: first among the middlewares of its root route.
import type { WireMeta } from '../../wire-meta.ts'

export const reactRouterWire: WireMeta = {
  makers: [],
  making: 'app/root.tsx',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  list: {
    name: 'middleware',
    files: ['app/root', 'src/root', 'src/app/root'],
    serverModule: 'middleware.server',
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
