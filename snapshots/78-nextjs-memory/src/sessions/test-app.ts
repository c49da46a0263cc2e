// The application of the tests: a Route Handler, called as Next.js calls it.
import { NextRequest } from 'next/server.js'
import type { SessionBackend } from './session-backend'
import type { TestApp } from './test-visitor'
import { sessions } from './nextjs'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const { routeHandler } = sessions({ backend })

  return {
    request(path, cookie, handler) {
      const answer = routeHandler(
        async (_request, context) => {
          const parts = await handler(() => context.session)
          return new Response(parts === null ? null : bodyOf(parts))
        },
        // Errors that a test asks for are not printed.
        { onError: () => new Response(null, { status: 500 }) },
      )
      const headers = new Headers(cookie === '' ? {} : { cookie })
      return answer(new NextRequest(new URL(path, 'http://localhost'), { headers }), { params: Promise.resolve({}) })
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
