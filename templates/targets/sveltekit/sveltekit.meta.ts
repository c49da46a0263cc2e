// What the SvelteKit target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { sveltekitWire } from './sveltekit.wire.ts'

export const sveltekit: TargetMeta = {
  name: 'sveltekit',
  label: 'SvelteKit',
  // Before 3 an event's cookies have no `parse`, and an error that `handleError` answers has no status of its own.
  detect: { package: '@sveltejs/kit', versions: '3' },
  // It is built for servers of Node, and for Workers and edges as well.
  platform: 'web',
  // No hook of it sees a handshake.
  runtimes: ['node', 'bun', 'deno'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/sveltekit/sveltekit.ts', name: 'sveltekit' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'sveltekit',
  usage: 'targets/sveltekit/usage.md.hbs',
  testApp: 'targets/sveltekit/sveltekit-test-app.ts',
  testAgent: 'targets/sveltekit/sveltekit-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: sveltekitWire,
}
