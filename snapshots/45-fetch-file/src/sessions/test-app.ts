// The application of the tests: a handler, asked as a platform asks it.
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { getSession, sessions } from './fetch.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const answer = sessions({ backend })(
    async (request: Request, handler: RequestHandler): Promise<Response> => {
      const parts = await handler(() => getSession(request))
      return new Response(parts === null ? null : bodyOf(parts))
    },
    // Errors that a test asks for are not printed.
    { onError: () => new Response(null, { status: 500 }) },
  )

  return {
    request: (path, cookie, handler) =>
      answer(new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } }), handler),
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
