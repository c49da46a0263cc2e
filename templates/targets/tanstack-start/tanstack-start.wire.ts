// Where the sessions go in an application of TanStack Start: among the request middlewares of src/start.ts.
import type { WireMeta } from '../../wire-meta.ts'

export const tanstackStartWire: WireMeta = {
  makers: [],
  making: 'createStart()',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  options: {
    file: 'src/start',
    serverModule: 'session-handler.server',
    module: '@tanstack/react-start',
    maker: 'createStart',
    exported: 'startInstance',
    list: 'requestMiddleware',
    middleware: { maker: 'createMiddleware', method: 'server' },
    // Without a start.ts Start does this itself: server functions are for pages of the same origin.
    before: {
      maker: 'createCsrfMiddleware',
      name: 'csrfMiddleware',
      argument: "{ filter: ({ handlerType }) => handlerType === 'serverFn' }",
    },
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
