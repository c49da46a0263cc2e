// What the target for Node's own servers says of itself.
import type { TargetMeta } from '../../meta.ts'
import { nodeWire } from './node.wire.ts'

export const node: TargetMeta = {
  name: 'node',
  label: 'node:http and node:http2',
  detect: null,
  platform: 'node',
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
  modules: [
    { source: 'targets/node/node.ts', name: 'node' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-request.ts', name: 'node-request' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'node',
  usage: 'targets/node/usage.md.hbs',
  testApp: 'targets/node/node-test-app.ts',
  testAgent: 'targets/node/node-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: nodeWire,
}
