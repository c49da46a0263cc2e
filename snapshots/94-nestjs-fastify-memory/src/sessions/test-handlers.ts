// The handlers of the tests as a module of NestJS: decorators are called as functions, so that any compiler takes them.
import { Readable } from 'node:stream'
import {
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  type ModuleMetadata,
  StreamableFile,
} from '@nestjs/common'
import type { Session } from './session'
import { getSession } from './current-session'

/** Gets what opens the session; says the body, or null where it is empty. */
type Handler = (open: () => Session) => Promise<AsyncIterable<string> | null>

/**
 * @param handlers By the header `handler` of their request.
 * @param everyPath As the platform's router writes it.
 */
export function createHandlersModule(handlers: ReadonlyMap<string, Handler>, everyPath: string): ModuleMetadata {
  class HandlersController {
    async handle(context: ExecutionContext): Promise<StreamableFile> {
      const { headers } = context.switchToHttp().getRequest<{ headers: { handler?: string } }>()
      const body = await handlers.get(headers.handler ?? '')?.(() => getSession(context))
      return new StreamableFile(Readable.from(body ?? []))
    }
  }
  const { prototype } = HandlersController
  Controller()(HandlersController)
  Get(everyPath)(prototype, 'handle', { value: prototype.handle })
  createParamDecorator((_data: unknown, context: ExecutionContext) => context)()(prototype, 'handle', 0)
  return { controllers: [HandlersController] }
}
