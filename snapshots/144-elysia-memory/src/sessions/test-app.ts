// The application of the tests: Elysia, asked as a server asks it.
import { Elysia } from 'elysia'
import type { SessionBackend } from './session-backend'
import type { RequestHandler, TestApp } from './test-visitor'
import { sessions } from './elysia'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new WeakMap<Request, RequestHandler>()
  const app = new Elysia().use(sessions({ backend })).get('/*', async (context) => {
    const parts = await handlers.get(context.request)?.(() => context.session)
    return new Response(parts == null ? null : bodyOf(parts))
  })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      handlers.set(request, handler)
      return app.handle(request)
    },
    close: async () => {},
  }
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
