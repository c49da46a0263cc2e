// What the NestJS target says of itself: NestJS on Express, which is its default.
import type { TargetMeta } from '../../meta.ts'
import { express } from '../express/express.meta.ts'
import { nestjsWire } from './nestjs.wire.ts'

export const nestjs: TargetMeta = {
  name: 'nestjs',
  label: 'NestJS on Express',
  detect: { package: '@nestjs/core', versions: '12', above: ['express', 'fastify'] },
  platform: 'node',
  httpErrors: true,
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: express.sessionObject,
  modules: [
    ...express.modules,
    { source: 'targets/nestjs/current-session.ts', name: 'current-session' },
    { source: 'targets/nestjs/gateway-sessions.ts', name: 'gateway-sessions' },
    { source: 'targets/nestjs/gateways.ts', name: 'gateways' },
    { source: 'targets/nestjs/test-handlers.ts', name: 'test-handlers' },
  ],
  entry: express.entry,
  otherExports: nestExports,
  usage: 'targets/nestjs/usage.md.hbs',
  testApp: 'targets/nestjs/nestjs-test-app.ts',
  testAgent: 'targets/nestjs/nestjs-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: nestjsWire,
}

/** What the handlers of NestJS use, on each of its platforms. */
export function nestExports(hasWebSocket: boolean): ReturnType<NonNullable<TargetMeta['otherExports']>> {
  return [
    { module: 'current-session', values: ['CurrentSession', 'getSession'], types: [] },
    ...(hasWebSocket
      ? [
          { module: 'gateway-sessions', values: ['CurrentSessionSocket', 'getSessionSocket'], types: [] },
          { module: 'gateways', values: ['withSessions'], types: [] },
        ]
      : []),
  ]
}
