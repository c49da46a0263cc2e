// What the target Next.js says of itself.
import type { TargetMeta } from '../../meta.ts'
import { nextjsWire } from './nextjs.wire.ts'

export const nextjs: TargetMeta = {
  name: 'nextjs',
  label: 'Next.js',
  detect: { package: 'next', versions: '^16.0.0' },
  platform: 'node',
  bundle: { isServing: "process.env['NEXT_PHASE'] !== 'phase-production-build'" },
  limits: {
    memory:
      'Next.js bundles pages, Route Handlers and the proxy apart: each has sessions of its own in memory, which the others do not see.',
  },
  runtimes: ['node'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/nextjs/nextjs.ts', name: 'nextjs' },
    { source: 'targets/nextjs/nextjs-functions.ts', name: 'nextjs-functions' },
    { source: 'targets/nextjs/nextjs-handlers.ts', name: 'nextjs-handlers' },
    { source: 'targets/nextjs/nextjs-proxy.ts', name: 'nextjs-proxy' },
    { source: 'targets/nextjs/nextjs-reader.ts', name: 'nextjs-reader' },
    { source: 'targets/nextjs/nextjs-requests.ts', name: 'nextjs-requests' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'nextjs',
  exports: () => ({ values: [], types: ['NextSessions'] }),
  otherExports: () => [
    { module: 'nextjs-handlers', values: [], types: ['HandlerOptions', 'WithSession'] },
    { module: 'nextjs-reader', values: [], types: ['ReadonlySession'] },
  ],
  usage: 'targets/nextjs/usage.md.hbs',
  testApp: 'targets/nextjs/nextjs-test-app.ts',
  testAgent: 'targets/nextjs/nextjs-test-agent.ts',
  testCall: "const response = await agent.fetch('/api/account')",
  wire: nextjsWire,
}
