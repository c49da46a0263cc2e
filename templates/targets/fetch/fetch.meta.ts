// What the target for handlers of the Fetch API says of itself.
import type { TargetMeta } from '../../meta.ts'
import { fetchWire } from './fetch.wire.ts'

export const fetch: TargetMeta = {
  name: 'fetch',
  label: 'the Fetch API (Bun.serve, Deno.serve, Workers, functions)',
  detect: null,
  platform: 'web',
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/fetch/fetch.ts', name: 'fetch' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'fetch',
  exports: (hasWebSocket) => ({
    values: ['getSession', ...(hasWebSocket ? ['getSessionSocket'] : [])],
    types: ['HandlerOptions', 'WithSession'],
  }),
  usage: 'targets/fetch/usage.md.hbs',
  testApp: 'targets/fetch/fetch-test-app.ts',
  testAgent: 'targets/fetch/fetch-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: fetchWire,
}
