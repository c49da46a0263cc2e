// What the Koa target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { koaWire } from './koa.wire.ts'

export const koa: TargetMeta = {
  name: 'koa',
  label: 'Koa',
  detect: { package: 'koa', versions: '3' },
  platform: 'node',
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
  modules: [
    { source: 'targets/koa/koa.ts', name: 'koa' },
    { source: 'runtime/node-handshake.ts', name: 'node-handshake' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-request.ts', name: 'node-request' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'koa',
  usage: 'targets/koa/usage.md.hbs',
  testApp: 'targets/koa/koa-test-app.ts',
  testAgent: 'targets/koa/koa-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: koaWire,
}
