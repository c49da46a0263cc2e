// What the target for NestJS on Fastify says of itself.
import type { TargetMeta } from '../../meta.ts'
import { fastify } from '../fastify/fastify.meta.ts'
import { nestExports } from '../nestjs/nestjs.meta.ts'
import { nestjsFastifyWire } from './nestjs-fastify.wire.ts'

export const nestjsFastify: TargetMeta = {
  name: 'nestjs-fastify',
  label: 'NestJS on Fastify',
  // Every new project comes with the package for Express: the one for Fastify is there because somebody put it there.
  detect: { package: '@nestjs/platform-fastify', versions: '12', above: ['nestjs', 'express', 'fastify'] },
  platform: 'node',
  httpErrors: true,
  runtimes: ['node', 'bun'],
  scopes: ['http', 'websocket'],
  sessionObject: fastify.sessionObject,
  modules: [
    ...fastify.modules,
    { source: 'targets/nestjs/current-session.ts', name: 'current-session' },
    { source: 'targets/nestjs/gateway-sessions.ts', name: 'gateway-sessions' },
    { source: 'targets/nestjs-fastify/fastify-gateways.ts', name: 'gateways' },
    { source: 'targets/nestjs/test-handlers.ts', name: 'test-handlers' },
  ],
  entry: fastify.entry,
  otherExports: nestExports,
  usage: 'targets/nestjs-fastify/usage.md.hbs',
  testApp: 'targets/nestjs-fastify/nestjs-fastify-test-app.ts',
  testAgent: fastify.testAgent,
  testCall: fastify.testCall,
  wire: nestjsFastifyWire,
}
