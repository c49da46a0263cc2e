// What the Hono target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { honoWire } from './hono.wire.ts'

export const hono: TargetMeta = {
  name: 'hono',
  label: 'Hono',
  detect: { package: 'hono', versions: '4' },
  platform: 'web',
  runtimes: ['node', 'bun', 'deno', 'workerd'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/hono/hono.ts', name: 'hono' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
  ],
  entry: 'hono',
  usage: 'targets/hono/usage.md.hbs',
  testApp: 'targets/hono/hono-test-app.ts',
  testAgent: 'targets/hono/hono-test-agent.ts',
  testCall: "const response = await agent.request('/account')",
  wire: honoWire,
}
