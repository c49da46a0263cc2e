// Where the sessions go in an Express application. Middlewares run in the order in which they are added.
import type { WireMeta } from '../../wire-meta.ts'

export const expressWire: WireMeta = {
  makers: [{ modules: ['express'], names: [''], isClass: false }],
  making: 'express()',
  orElse: null,
  passThrough: [],
  chains: false,
  method: 'use',
  handlers: null,
  isAwaitable: false,
  mounts: ['use'],
  // `trust proxy` is asked for with each request, and may stand anywhere; a reader looks for it above what depends on it.
  settings: ['set', 'enable', 'disable', 'engine'],
  takers: [
    { method: 'use', takes: 'any number' },
    { method: 'options', takes: 'any number' },
  ],
  before: [
    // What a body parser refuses needs no session. Files are served without loading one.
    { modules: ['express'], names: ['json', 'urlencoded', 'raw', 'text', 'static'] },
    { modules: ['body-parser'], names: ['', 'json', 'urlencoded', 'raw', 'text'] },
    { modules: ['serve-static', 'serve-favicon', 'serve-index'], names: [''] },
    // Preflights are answered here, and what has no permission is refused.
    {
      modules: ['cors', 'express-rate-limit', 'express-slow-down', 'helmet', 'hpp'],
      names: ['', 'rateLimit', 'slowDown'],
    },
    // These wrap the response, or measure it: they have to come first to see all of it.
    {
      modules: ['compression', 'morgan', 'response-time', 'connect-timeout', 'express-http-context'],
      names: ['', 'middleware'],
    },
    { modules: ['pino-http', 'express-pino-logger', 'express-winston'], names: ['', 'pinoHttp', 'logger'] },
    // These only read or rewrite the request.
    { modules: ['cookie-parser', 'method-override'], names: [''] },
  ],
  catchesFirst: false,
  starters: ['createServer'],
  starts: ['listen'],
  rivals: ['express-session', 'cookie-session', 'client-sessions', 'iron-session/express'],
}
