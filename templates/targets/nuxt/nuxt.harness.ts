// A real server of h3 1 on Node with the contract's routes, and the plugin as Nitro calls it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type App,
  appendResponseHeader,
  createApp,
  createRouter,
  eventHandler,
  type H3Event,
  sendIterable,
  setResponseStatus,
  toNodeListener,
} from 'h3-1'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { Session } from '../../runtime/session.ts'
import type { sessions as authored, SessionsOptions } from './nuxt.ts'

/**
 * Starts the contract's application.
 *
 * @param sessions That of the authored module, or of an emitted tree.
 */
export function start(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const routes = [...contractRoutes(), ...more]
  const skipped = new Set(routes.filter(({ skipSession }) => skipSession === true).map(({ path }) => path))
  const h3App = createApp({
    onRequest(event) {
      event.context['skipSession'] = skipped.has(event.path.split('?')[0] ?? '')
    },
    // What is thrown is the cause of an error of h3's own.
    onError: (error, event) =>
      answer(event, answerError(error.cause instanceof Error ? error.cause : error, contextOf(event))),
  })
  // The place of Nitro's route rules.
  h3App.use(eventHandler(() => {}))
  // Its types are those of the other h3 here.
  sessions(options)({ h3App } as never)
  const router = createRouter({ preemptive: true })
  for (const { method, path, handle } of routes) {
    router.add(
      path,
      eventHandler(async (event) => send(event, await handle(contextOf(event)))),
      method === 'GET' ? ['get', 'head'] : 'post',
    )
  }
  h3App.use(router)
  return listen(h3App)
}

export async function listen(h3App: App): Promise<RunningServer> {
  const server = createServer(toNodeListener(h3App))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

function contextOf(event: H3Event): RouteContext {
  return {
    get session() {
      return event.context['session'] as Session
    },
    query: new URL(event.path, 'http://localhost').searchParams,
  }
}

function send(event: H3Event, { status = 200, headers = [], body }: Answer): unknown {
  setResponseStatus(event, status)
  headers.forEach(([name, value]) => appendResponseHeader(event, name, value))
  return isStream(body) ? sendIterable(event, body) : (body ?? null)
}

/** As error handlers of Nitro answer: by the response itself. */
function answer(event: H3Event, { status = 200, headers = [], body }: Answer): void {
  setResponseStatus(event, status)
  headers.forEach(([name, value]) => appendResponseHeader(event, name, value))
  event.node.res.setHeader('Content-Type', 'application/json')
  event.node.res.end(JSON.stringify(body))
}
