// What the hapi target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { hapiWire } from './hapi.wire.ts'

export const hapi: TargetMeta = {
  name: 'hapi',
  label: 'hapi',
  detect: { package: '@hapi/hapi', versions: '21' },
  platform: 'node',
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
  modules: [
    { source: 'targets/hapi/hapi.ts', name: 'hapi' },
    { source: 'targets/hapi/hapi-connection.ts', name: 'hapi-connection' },
    { source: 'targets/hapi/hapi-errors.ts', name: 'hapi-errors' },
    { source: 'runtime/node-handshake.ts', name: 'node-handshake' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-request.ts', name: 'node-request' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'hapi',
  usage: 'targets/hapi/usage.md.hbs',
  testApp: 'targets/hapi/hapi-test-app.ts',
  testAgent: 'targets/hapi/hapi-test-agent.ts',
  testCall: "const response = await agent.inject({ url: '/account' })",
  wire: hapiWire,
}
