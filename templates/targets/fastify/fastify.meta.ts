// What the Fastify target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { fastifyWire } from './fastify.wire.ts'

export const fastify: TargetMeta = {
  name: 'fastify',
  label: 'Fastify',
  detect: { package: 'fastify', versions: '5' },
  platform: 'node',
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'targets/fastify/session-object-fastify.ts', name: 'session-accessors' },
  modules: [
    { source: 'targets/fastify/fastify.ts', name: 'fastify' },
    { source: 'targets/fastify/fastify-connection.ts', name: 'fastify-connection' },
    { source: 'targets/fastify/fastify-sockets.ts', name: 'fastify-sockets' },
    { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
    { source: 'runtime/node-handshake.ts', name: 'node-handshake' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-request.ts', name: 'node-request' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'fastify',
  usage: 'targets/fastify/usage.md.hbs',
  testApp: 'targets/fastify/fastify-test-app.ts',
  testAgent: 'targets/fastify/fastify-test-agent.ts',
  testCall: "const response = await agent.inject({ url: '/account' })",
  wire: fastifyWire,
}
