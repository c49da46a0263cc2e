// A real NestJS server with the contract's routes, mounted as an application would mount them, on either platform.
import { Readable } from 'node:stream'
import {
  type ArgumentsHost,
  Catch,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  HttpCode,
  HttpException,
  type INestApplication,
  type ModuleMetadata,
  Post,
  Res,
  StreamableFile,
} from '@nestjs/common'
import { type AbstractHttpAdapter, HttpAdapterHost, NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from '../express/express.ts'
import type { getSession as authoredGetSession } from './current-session.ts'

/** Of the authored modules, or of an emitted tree. */
export interface NestTree {
  readonly sessions: typeof authored
  readonly getSession: typeof authoredGetSession
}

/** Starts the contract's application on Express. */
export async function start(
  { sessions, getSession }: NestTree,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const routes = [...contractRoutes(), ...more]
  const app = await NestFactory.create<NestExpressApplication>(createModule(routes, getSession), {
    logger: false,
    forceCloseConnections: true,
  })
  // Express sends a JSON body that did not change as 304: each answer of the contract is to be seen.
  app.disable('etag')
  for (const route of routes.filter(({ skipSession }) => skipSession === true)) {
    app.use(route.path, (_request: unknown, response: { locals: object }, next: () => void) => {
      Object.assign(response.locals, { skipSession: true })
      next()
    })
  }
  app.use(sessions(options))
  return listen(app, getSession)
}

/** Answers errors by a filter of the application's own, and starts the server. */
export async function listen(app: INestApplication, getSession: NestTree['getSession']): Promise<RunningServer> {
  const adapter = app.get(HttpAdapterHost).httpAdapter
  class EveryError {
    catch(error: unknown, host: ArgumentsHost): void {
      const response: unknown = host.switchToHttp().getResponse()
      const { status, body } = setHead(adapter, response, answerOf(error, contextOf(host, getSession)))
      adapter.reply(response, body, status)
    }
  }
  Catch()(EveryError)
  app.useGlobalFilters(new EveryError())
  await app.listen(0, '127.0.0.1')
  return { url: await app.getUrl(), stop: () => app.close() }
}

/**
 * The routes as one controller. Decorators are called as functions: what runs these tests compiles none.
 *
 * @param decorate Adds the decorators that one platform has.
 */
export function createModule(
  routes: readonly ContractRoute[],
  getSession: NestTree['getSession'],
  decorate: (route: ContractRoute, descriptor: PropertyDescriptor) => void = () => {},
): ModuleMetadata {
  class ContractController {
    readonly #adapter: AbstractHttpAdapter

    constructor(host: HttpAdapterHost) {
      this.#adapter = host.httpAdapter
    }

    async answer(route: ContractRoute, context: ExecutionContext, response: unknown): Promise<unknown> {
      return setHead(this.#adapter, response, await route.handle(contextOf(context, getSession))).body
    }
  }
  Reflect.defineMetadata('design:paramtypes', [HttpAdapterHost], ContractController)
  Controller()(ContractController)
  const { prototype } = ContractController
  routes.forEach((route, index) => {
    const name = `route${index}`
    const value = function (this: ContractController, context: ExecutionContext, response: unknown): Promise<unknown> {
      return this.answer(route, context, response)
    }
    const descriptor = { value }
    Object.defineProperty(prototype, name, descriptor)
    const mount = route.method === 'GET' ? Get : Post
    mount(route.path)(prototype, name, descriptor)
    HttpCode(200)(prototype, name, descriptor)
    createParamDecorator((_data: unknown, context: ExecutionContext) => context)()(prototype, name, 0)
    Res({ passthrough: true })(prototype, name, 1)
    decorate(route, descriptor)
  })
  return { controllers: [ContractController] }
}

/** NestJS makes an `HttpException` of what its platform hands over with a status, and keeps that as its cause. */
function answerOf(error: unknown, context: RouteContext): Answer {
  if (!(error instanceof HttpException)) {
    return answerError(error, context)
  }
  return { ...answerError(error.cause ?? error, context), status: error.getStatus() }
}

function contextOf(host: ArgumentsHost, getSession: NestTree['getSession']): RouteContext {
  const { url } = host.switchToHttp().getRequest<{ url: string }>()
  return {
    get session() {
      return getSession(host)
    },
    query: new URL(url, 'http://localhost').searchParams,
  }
}

/** The body as NestJS sends it: a stream as a file that streams. */
function setHead(
  adapter: AbstractHttpAdapter,
  response: unknown,
  { status = 200, headers = [], body }: Answer,
): { readonly status: number; readonly body: unknown } {
  adapter.status(response, status)
  headers.forEach(([name, value]) => adapter.appendHeader(response, name, value))
  return { status, body: isStream(body) ? new StreamableFile(Readable.from(body)) : body }
}
