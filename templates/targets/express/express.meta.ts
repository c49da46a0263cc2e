// What the Express target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { expressWire } from './express.wire.ts'

export const express: TargetMeta = {
  name: 'express',
  label: 'Express',
  detect: { package: 'express', versions: '4 || 5' },
  platform: 'node',
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
  modules: [
    { source: 'targets/express/express.ts', name: 'express' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-request.ts', name: 'node-request' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'express',
  usage: 'targets/express/usage.md.hbs',
  testApp: 'targets/express/express-test-app.ts',
  testAgent: 'targets/express/express-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: expressWire,
}
