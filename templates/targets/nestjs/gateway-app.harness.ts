// NestJS applications with gateways: log in and out over HTTP, read and write over a socket.
import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type Type,
  UseGuards,
  type WebSocketAdapter,
} from '@nestjs/common'
import { type GatewayMetadata, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { contractRoutes } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { SessionSocket } from '../../runtime/websocket.ts'
import type { SessionsOptions } from '../express/express.ts'
import { getSession } from './current-session.ts'
import { CurrentSessionSocket, getSessionSocket } from './gateway-sessions.ts'
import { createModule, listen } from './nestjs.harness.ts'
import type { Create } from './platforms.harness.ts'

/** That of ws, or of socket.io. */
type AdapterClass = new (app: INestApplication) => WebSocketAdapter

/** Starts an application with the contract's routes and these gateways. */
export async function startGateways(
  create: Create,
  gateways: readonly Type[],
  Adapter: AdapterClass,
  options: SessionsOptions,
): Promise<RunningServer> {
  const module = { ...createModule(contractRoutes(), getSession), providers: [...gateways] }
  const { app, withSessions } = await create(module, options)
  app.useWebSocketAdapter(withSessions(new Adapter(app)))
  return listen(app, getSession)
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
