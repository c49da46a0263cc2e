// Where the sessions go in a Koa application. Middlewares run in the order in which they are added.
import type { WireMeta } from '../../wire-meta.ts'

export const koaWire: WireMeta = {
  makers: [{ modules: ['koa'], names: ['', 'default'], isClass: true }],
  making: 'new Koa()',
  orElse: null,
  passThrough: [],
  chains: true,
  method: 'use',
  handlers: null,
  isAwaitable: false,
  mounts: [],
  settings: ['on', 'once'],
  takers: [{ method: 'use', takes: 'any number' }],
  before: [
    // What a body parser refuses needs no session. Files are served without loading one.
    { modules: ['koa-bodyparser', '@koa/bodyparser', 'koa-body'], names: ['', 'bodyParser', 'koaBody'] },
    { modules: ['koa-static', 'koa-static-cache', 'koa-send', 'koa-favicon'], names: [''] },
    // Preflights are answered here, and what has no permission is refused.
    { modules: ['@koa/cors', 'koa-helmet', 'koa-ratelimit', 'koa-cors'], names: [''] },
    // These turn errors into answers, or measure them: they have to come first to see all of it.
    {
      modules: ['koa-error', 'koa-json-error', 'koa-logger', 'koa-morgan', 'koa-pino-logger', 'koa-response-time'],
      names: [''],
    },
    { modules: ['koa-compress', 'koa-conditional-get', 'koa-etag', 'koa-override', 'koa-qs'], names: [''] },
  ],
  catchesFirst: true,
  starters: ['createServer'],
  starts: ['listen', 'callback'],
  rivals: ['koa-session', 'koa-generic-session', 'koa-session2', 'koa-session-minimal', 'koa-redis-session'],
}
