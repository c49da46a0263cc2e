// What the Elysia target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { elysiaWire } from './elysia.wire.ts'

export const elysia: TargetMeta = {
  name: 'elysia',
  label: 'Elysia',
  detect: { package: 'elysia', versions: '1' },
  platform: 'web',
  httpErrors: true,
  runtimes: ['bun', 'node', 'deno'],
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/elysia/elysia.ts', name: 'elysia' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'elysia',
  usage: 'targets/elysia/usage.md.hbs',
  testApp: 'targets/elysia/elysia-test-app.ts',
  testAgent: 'targets/elysia/elysia-test-agent.ts',
  testCall: "const response = await agent.handle(new Request('http://localhost/account'))",
  wire: elysiaWire,
}
