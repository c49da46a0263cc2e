// The middleware and the handlers of an Astro application with the contract's routes.
import type { APIContext } from 'astro'
import { sequence } from 'astro/middleware'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { Application } from './astro.harness.ts'
import type { sessions as authored, SessionsOptions } from './astro.ts'

/** @param sessions That of the authored module, or of an emitted tree. */
export function createApplication(
  sessions: typeof authored,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Application {
  const routes = [...contractRoutes(), ...more]
  const skipped = new Set(routes.filter(({ skipSession }) => skipSession === true).map(({ path }) => path))
  return {
    onRequest: sequence(({ locals, url }, next) => {
      if (skipped.has(url.pathname)) {
        locals.skipSession = true
      }
      return next()
    }, sessions(options)),
    async answer(context) {
      const method = context.request.method === 'HEAD' ? 'GET' : context.request.method
      const route = routes.find((each) => each.method === method && each.path === context.url.pathname)
      return route === undefined
        ? new Response('404 Not Found', { status: 404 })
        : send(await route.handle(contextOf(context)))
    },
    answerError: (error, context) => send(answerError(error, contextOf(context))),
  }
}

function contextOf({ locals, url }: APIContext): RouteContext {
  return {
    get session() {
      return locals.session
    },
    query: url.searchParams,
  }
}

function send({ status = 200, headers = [], body }: Answer): Response {
  const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) }
  if (isStream(body)) {
    return new Response(bodyOf(body), init)
  } else if (typeof body === 'object') {
    return Response.json(body, init)
  } else {
    return new Response(body ?? null, init)
  }
}

function bodyOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = parts[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) {
        controller.close()
      } else {
        controller.enqueue(encoder.encode(value))
      }
    },
  })
}
