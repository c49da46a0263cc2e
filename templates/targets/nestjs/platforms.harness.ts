// NestJS with the sessions installed, on each of its platforms.
import type { INestApplication, ModuleMetadata, WebSocketAdapter } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { sessions as expressSessions, type SessionsOptions } from '../express/express.ts'
import { sessions as fastifySessions } from '../fastify/fastify.ts'
import { withSessions as withPluginSessions } from '../nestjs-fastify/fastify-gateways.ts'
import { withSessions } from './gateways.ts'

export interface Installed {
  /** Not initialised yet. */
  readonly app: INestApplication
  readonly withSessions: (adapter: WebSocketAdapter) => WebSocketAdapter
}

export type Create = (module: ModuleMetadata, options: SessionsOptions) => Promise<Installed>

export const platforms: readonly (readonly [name: string, create: Create])[] = [
  [
    'Express',
    async (module, options) => {
      const session = expressSessions(options)
      const settings = { logger: false, forceCloseConnections: true } as const
      const app = await NestFactory.create<NestExpressApplication>(module, settings)
      app.use(session)
      return { app, withSessions: (adapter) => withSessions(adapter, session) }
    },
  ],
  [
    'Fastify',
    async (module, options) => {
      const session = fastifySessions(options)
      const adapter = new FastifyAdapter({ forceCloseConnections: true })
      const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false })
      await app.register(session)
      return { app, withSessions: (sockets) => withPluginSessions(sockets, session) }
    },
  ],
]
