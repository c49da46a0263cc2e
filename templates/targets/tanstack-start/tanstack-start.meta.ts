// What the TanStack Start target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { tanstackStartWire } from './tanstack-start.wire.ts'

export const tanstackStart: TargetMeta = {
  name: 'tanstack-start',
  label: 'TanStack Start, for React',
  // Tried with 1.169: earlier ones had other rules of which headers a response takes along.
  detect: { package: '@tanstack/react-start', versions: '1' },
  // It is built for servers of Node, and for Workers and edges as well.
  platform: 'web',
  // A handshake goes past Start.
  runtimes: ['node', 'bun'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    // Start's build refuses a module of such a name where it would reach the browser.
    { source: 'targets/tanstack-start/tanstack-start.ts', name: 'tanstack-start.server' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
  ],
  entry: 'tanstack-start.server',
  exports: () => ({ values: [], types: ['SessionContext', 'SessionsHandler'] }),
  usage: 'targets/tanstack-start/usage.md.hbs',
  testApp: 'targets/tanstack-start/tanstack-start-test-app.ts',
  testAgent: 'targets/tanstack-start/tanstack-start-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: tanstackStartWire,
}
