// Where the sessions go in an application of Elysia. A plugin adds to the routes behind it, and to what their types know of.
import type { WireMeta } from '../../wire-meta.ts'

export const elysiaWire: WireMeta = {
  makers: [{ modules: ['elysia', 'npm:elysia'], names: ['Elysia', ''], isClass: true }],
  making: 'new Elysia()',
  orElse: null,
  passThrough: [],
  // What `use` returns has the type of an application with sessions, and what it was called on has not.
  chains: 'always',
  method: 'use',
  handlers: null,
  isAwaitable: false,
  mounts: ['use', 'mount'],
  settings: [],
  takers: [{ method: 'use', takes: 'any number' }],
  before: [
    // Preflights are answered here, and what has no permission is refused.
    { modules: ['@elysiajs/cors', 'elysia-rate-limit', 'elysia-helmet'], names: ['cors', 'rateLimit', 'helmet', ''] },
    // Files and descriptions are served without loading a session.
    {
      modules: ['@elysiajs/static', '@elysiajs/openapi', '@elysiajs/swagger'],
      names: ['staticPlugin', 'openapi', 'swagger', ''],
    },
    // These look at all that happens: they have to come first.
    {
      modules: ['@elysiajs/server-timing', '@elysiajs/opentelemetry'],
      names: ['serverTiming', 'opentelemetry', ''],
    },
  ],
  catchesFirst: false,
  starters: ['serve', 'handle'],
  starts: ['listen', 'fetch', 'handle'],
  rivals: ['elysia-session'],
}
