// Where the sessions go in a NestJS application: behind what makes it, before it is initialised. Middlewares run in their order.
import type { WireMeta } from '../../wire-meta.ts'
import { expressWire } from '../express/express.wire.ts'

export const nestjsWire: WireMeta = {
  ...expressWire,
  makers: [{ modules: ['@nestjs/core'], names: ['NestFactory.create'], isClass: false }],
  making: 'NestFactory.create()',
  mounts: [],
  settings: [
    ...expressWire.settings,
    // What of an application is no middleware, and is not called before it is initialised.
    'enableCors',
    'enableCsrfProtection',
    'enableShutdownHooks',
    'enableVersioning',
    'flushLogs',
    'setGlobalPrefix',
    'useBodyParser',
    'useGlobalFilters',
    'useGlobalGuards',
    'useGlobalInterceptors',
    'useGlobalPipes',
    'useLogger',
    'useSecurityHeaders',
    'useStaticAssets',
  ],
  takers: [{ method: 'use', takes: 'any number' }],
  starters: [],
  starts: ['init', 'listen'],
  rivals: [...expressWire.rivals, 'nestjs-session'],
}
