// The application of the tests: a `handle`, called as SvelteKit calls it.
import type { RequestEvent } from '@sveltejs/kit'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { sessions } from './sveltekit.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handle = sessions({ backend })
  // Errors that a test asks for are not printed.
  const answerError = (): Response => new Response(null, { status: 500 })

  return {
    async request(path, cookie, handler) {
      const event = eventOf(
        new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } }),
      )
      const resolve = (): Promise<Response> => answer(event, handler).catch(answerError)
      try {
        return await handle({ event, resolve })
      } catch {
        return answerError()
      }
    },
    close: async () => {},
  }
}

/** As much of an event as there is without a route. */
function eventOf(request: Request): RequestEvent {
  return { request, url: new URL(request.url), locals: {} as App.Locals } as RequestEvent
}

async function answer({ locals }: RequestEvent, handler: RequestHandler): Promise<Response> {
  const parts = await handler(() => locals.session)
  return new Response(parts === null ? null : bodyOf(parts))
}

function bodyOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async start(controller): Promise<void> {
      for await (const part of parts) {
        controller.enqueue(encoder.encode(part))
      }
      controller.close()
    },
  })
}
