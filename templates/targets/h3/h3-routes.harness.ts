// An h3 application with the contract's routes, mounted as an application would mount them, for any runtime.
import { H3, type H3Event, iterable } from 'h3'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { sessions as authored, SessionsOptions } from './h3.ts'

/** @param sessions That of the authored module, or of an emitted tree. */
export function createApplication(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): H3 {
  const app = new H3({
    silent: true,
    // What is thrown is the cause of an error of h3's own.
    onError: (error, event) =>
      send(event, answerError(error.cause instanceof Error ? error.cause : error, contextOf(event))),
  })
  app.use(sessions(options))
  for (const { method, path, handle, skipSession = false } of [...contractRoutes(), ...more]) {
    app.on(method, path, async (event) => send(event, await handle(contextOf(event))), { meta: { skipSession } })
  }
  return app
}

function contextOf(event: H3Event): RouteContext {
  return {
    get session() {
      return event.context.session
    },
    query: event.url.searchParams,
  }
}

function send({ res }: H3Event, { status = 200, headers = [], body }: Answer): unknown {
  res.status = status
  headers.forEach(([name, value]) => res.headers.append(name, value))
  return isStream(body) ? iterable(body) : (body ?? null)
}
