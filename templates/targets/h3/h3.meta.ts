// What the h3 target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { h3Wire } from './h3.wire.ts'

export const h3: TargetMeta = {
  name: 'h3',
  label: 'h3',
  detect: { package: 'h3', versions: '2' },
  platform: 'web',
  runtimes: ['node', 'bun', 'deno', 'workerd'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/h3/h3.ts', name: 'h3' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
  ],
  entry: 'h3',
  usage: 'targets/h3/usage.md.hbs',
  testApp: 'targets/h3/h3-test-app.ts',
  testAgent: 'targets/h3/h3-test-agent.ts',
  testCall: "const response = await agent.request('/account')",
  wire: h3Wire,
}
