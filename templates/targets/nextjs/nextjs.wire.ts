// Next.js calls each file of an application by its place: the sessions are a module of their own, that those files import.
import type { WireMeta } from '../../wire-meta.ts'

export const nextjsWire: WireMeta = {
  makers: [],
  making: 'Next.js',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: null,
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: [],
  alone: {
    file: 'session',
    names: (renewsOnAccess) => [
      'getSession',
      ...(renewsOnAccess ? ['renewSession'] : []),
      'routeHandler',
      'serverFunction',
    ],
  },
  rivals: [],
}
