// Where the sessions go in a Fastify application. A hook is for the routes that are declared after its plugin is registered.
import type { WireMeta } from '../../wire-meta.ts'

export const fastifyWire: WireMeta = {
  makers: [{ modules: ['fastify'], names: ['', 'fastify'], isClass: false }],
  making: 'fastify()',
  orElse: 'the plugin that fastify-cli starts',
  passThrough: ['withTypeProvider'],
  chains: false,
  method: 'register',
  handlers: null,
  isAwaitable: true,
  mounts: [],
  settings: [
    'addContentTypeParser',
    'addHttpMethod',
    'addSchema',
    'decorate',
    'decorateReply',
    'decorateRequest',
    'removeAllContentTypeParsers',
    'setErrorHandler',
    'setGenReqId',
    'setNotFoundHandler',
    'setReplySerializer',
    'setSchemaController',
    'setSchemaErrorFormatter',
    'setSerializerCompiler',
    'setValidatorCompiler',
  ],
  takers: [{ method: 'register', takes: 'one and its options' }],
  before: [
    // What the environment says is decorated before anybody asks for it.
    { modules: ['@fastify/env', '@fastify/sensible'], names: [''] },
    // Preflights are answered here, and what has no permission is refused.
    { modules: ['@fastify/cors', '@fastify/helmet', '@fastify/rate-limit', '@fastify/under-pressure'], names: [''] },
    // Files are served without loading a session; their routes are declared when these are registered.
    { modules: ['@fastify/static', '@fastify/favicon'], names: [''] },
    // These work on the body or the head as such.
    { modules: ['@fastify/accepts', '@fastify/compress', '@fastify/cookie', '@fastify/etag'], names: [''] },
    {
      modules: ['@fastify/formbody', '@fastify/multipart', '@fastify/request-context'],
      names: ['', 'fastifyRequestContext'],
    },
    // This one marks the handshakes that have a session for as long as the socket is open.
    { modules: ['@fastify/websocket'], names: [''] },
    // This one writes down routes as they are declared.
    { modules: ['@fastify/swagger'], names: [''] },
  ],
  catchesFirst: false,
  starters: [],
  starts: ['listen', 'ready', 'inject', 'server'],
  rivals: ['@fastify/session', '@fastify/secure-session', '@mgcrea/fastify-session', 'fastify-secure-session'],
}
