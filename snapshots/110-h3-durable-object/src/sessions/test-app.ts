// The application of the tests: h3, asked as a server asks it.
import { H3 } from 'h3'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { sessions } from './h3.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handlers = new WeakMap<object, RequestHandler>()
  // Errors that a test asks for are not printed.
  const app = new H3({ silent: true })
  app.use(sessions({ backend }))
  app.get('/**', async (event) => {
    const parts = await handlers.get(event.req)?.(() => event.context.session)
    return new Response(parts == null ? null : bodyOf(parts))
  })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      handlers.set(request, handler)
      return app.request(request)
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
