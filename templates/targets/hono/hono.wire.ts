// Where the sessions go in a Hono application. Handlers run in the order in which they are added.
import type { WireMeta } from '../../wire-meta.ts'

export const honoWire: WireMeta = {
  // The variable's type is declared for every Hono: `new Hono()` needs no type argument for it, and keeps the one it has.
  makers: [
    {
      modules: ['hono', 'hono/quick', 'hono/tiny', '@hono/hono', 'jsr:@hono/hono', 'npm:hono'],
      names: ['Hono'],
      isClass: true,
    },
    { modules: ['@hono/zod-openapi', 'npm:@hono/zod-openapi'], names: ['OpenAPIHono'], isClass: true },
  ],
  making: 'new Hono()',
  orElse: null,
  passThrough: ['basePath'],
  chains: true,
  method: 'use',
  handlers: null,
  isAwaitable: false,
  mounts: ['route', 'mount'],
  settings: ['onError', 'notFound'],
  takers: [{ method: 'use', takes: 'any number' }],
  before: [
    // Preflights are answered here, and what has no permission is refused.
    {
      modules: ['hono/cors', 'hono/csrf', 'hono/ip-restriction', 'hono/body-limit'],
      names: ['cors', 'csrf', 'ipRestriction', 'bodyLimit'],
    },
    // Files are served without loading a session.
    {
      modules: ['hono/bun', 'hono/deno', 'hono/cloudflare-workers', '@hono/node-server/serve-static'],
      names: ['serveStatic'],
    },
    // These look at the response when all others are done with it: they have to come first.
    {
      modules: ['hono/compress', 'hono/etag', 'hono/logger', 'hono/pretty-json'],
      names: ['compress', 'etag', 'logger', 'prettyJSON'],
    },
    {
      modules: ['hono/powered-by', 'hono/secure-headers', 'hono/timing'],
      names: ['poweredBy', 'secureHeaders', 'timing'],
    },
    {
      modules: ['hono/request-id', 'hono/timeout', 'hono/trailing-slash'],
      names: ['requestId', 'timeout', 'appendTrailingSlash', 'trimTrailingSlash'],
    },
  ],
  catchesFirst: false,
  starters: ['serve', 'createServer', 'handle', 'createAdaptorServer', 'getRequestListener'],
  starts: ['fetch', 'fire', 'request'],
  rivals: ['hono-sessions', '@hono/session', 'hono-session'],
}
