// NestJS applications with a gateway, on either platform: log in and out over HTTP, read and write over a socket.
import { type CanActivate, type ExecutionContext, type INestApplication, type Type, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { type GatewayMetadata, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { contractRoutes } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { SessionSocket } from '../../runtime/websocket.ts'
import { sessions as expressSessions, type SessionsOptions } from '../express/express.ts'
import { sessions as fastifySessions } from '../fastify/fastify.ts'
import { withSessions as withPluginSessions } from '../nestjs-fastify/fastify-gateways.ts'
import { getSession } from './current-session.ts'
import { CurrentSessionSocket, getSessionSocket } from './gateway-sessions.ts'
import { withSessions } from './gateways.ts'
import { createModule, listen } from './nestjs.harness.ts'

/** That of ws, or of socket.io. */
export type AdapterClass = new (app: INestApplication) => Parameters<typeof withSessions>[0]

type Start = (gateways: readonly Type[], Adapter: AdapterClass, options: SessionsOptions) => Promise<RunningServer>

export const platforms: readonly (readonly [name: string, start: Start])[] = [
  [
    'Express',
    async (gateways, Adapter, options) => {
      const session = expressSessions(options)
      const app = await NestFactory.create(moduleOf(gateways), { logger: false, forceCloseConnections: true })
      app.use(session)
      app.useWebSocketAdapter(withSessions(new Adapter(app), session))
      return listen(app, getSession)
    },
  ],
  [
    'Fastify',
    async (gateways, Adapter, options) => {
      const session = fastifySessions(options)
      const adapter = new FastifyAdapter({ forceCloseConnections: true })
      const app = await NestFactory.create<NestFastifyApplication>(moduleOf(gateways), adapter, { logger: false })
      await app.register(session)
      app.useWebSocketAdapter(withPluginSessions(new Adapter(app), session))
      return listen(app, getSession)
    },
  ],
]

function moduleOf(gateways: readonly Type[]): ReturnType<typeof createModule> {
  return { ...createModule(contractRoutes(), getSession), providers: [...gateways] }
}

class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return 'user' in getSessionSocket(context.switchToWs().getClient<object>()).session
  }
}

/** A gateway whose handlers read and write the session. Decorators are called as functions: what runs these tests compiles none. */
export function createGateway(options: GatewayMetadata, port = 0): { Gateway: Type; connected: object[] } {
  /** What each client's session held when it connected. */
  const connected: object[] = []
  class Gateway {
    handleConnection(client: object): void {
      connected.push({ ...getSessionSocket(client).session })
    }

    read({ session }: SessionSocket): object {
      return { event: 'read', data: { ...session } }
    }

    async write({ session }: SessionSocket, fields: object): Promise<object> {
      Object.assign(session, fields)
      await session.save()
      return { event: 'write', data: { ...session } }
    }

    guarded(): object {
      return { event: 'guarded', data: 'let in' }
    }
  }
  const { prototype } = Gateway
  for (const name of ['read', 'write', 'guarded'] as const) {
    SubscribeMessage(name)(prototype, name, { value: prototype[name] })
    CurrentSessionSocket()(prototype, name, 0)
  }
  MessageBody()(prototype, 'write', 1)
  UseGuards(SignedIn)(prototype, 'guarded', { value: prototype.guarded })
  WebSocketGateway(port, options)(Gateway)
  return { Gateway, connected }
}
