// The hooks and the handlers of a SvelteKit application with the contract's routes.
import type { RequestEvent } from '@sveltejs/kit'
import {
  type Answer,
  answerError,
  contractRoutes,
  type ContractRoute,
  isStream,
  type RouteContext,
} from '../../contracts/contract-app.ts'
import type { Application, Kit } from './sveltekit.harness.ts'
import type { sessions as authored, SessionsOptions } from './sveltekit.ts'

/** @param sessions That of the authored module, or of an emitted tree. */
export function createApplication(
  sessions: typeof authored,
  options: SessionsOptions,
  { sequence }: Kit,
  more: readonly ContractRoute[] = [],
): Application {
  const routes = [...contractRoutes(), ...more]
  const skipped = new Set(routes.filter(({ skipSession }) => skipSession === true).map(({ path }) => path))
  return {
    handle: sequence(({ event, resolve }) => {
      if (skipped.has(event.url.pathname)) {
        event.locals.skipSession = true
      }
      return resolve(event)
    }, sessions(options)),
    // Who takes JSON gets what this returns, with its status among it: the contract's answers have none in their body.
    handleError({ error, event }) {
      const { status = 200, body } = answerError(error, contextOf(event))
      return { status, message: '', toJSON: () => body }
    },
    async answer(event) {
      const method = event.request.method === 'HEAD' ? 'GET' : event.request.method
      const route = routes.find((each) => each.method === method && each.path === event.url.pathname)
      return route === undefined
        ? new Response('404 Not Found', { status: 404 })
        : send(await route.handle(contextOf(event)))
    },
  }
}

function contextOf({ locals, url }: RequestEvent): RouteContext {
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
