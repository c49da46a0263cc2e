// What the Astro target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { astroWire } from './astro.wire.ts'

export const astro: TargetMeta = {
  name: 'astro',
  label: 'Astro',
  // Earlier ones were not run.
  detect: { package: 'astro', versions: '7' },
  // It is built for servers of Node, and for Workers and edges as well.
  platform: 'web',
  // No middleware of it sees a handshake.
  runtimes: ['node', 'bun', 'deno'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/astro/astro.ts', name: 'astro' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'astro',
  usage: 'targets/astro/usage.md.hbs',
  testApp: 'targets/astro/astro-test-app.ts',
  testAgent: 'targets/astro/astro-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: astroWire,
}
