// The application of the tests: a Route Handler, called as Next.js calls it.
import { NextRequest } from 'next/server.js'
import { sessions } from './nextjs.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
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

/**
 * @param {AsyncIterable<string>} parts
 * @returns {ReadableStream<Uint8Array>}
 */
function bodyOf(parts) {
  const encoder = new TextEncoder()
  return new ReadableStream({
    /** @returns {Promise<void>} */
    async start(controller) {
      for await (const part of parts) {
        controller.enqueue(encoder.encode(part))
      }
      controller.close()
    },
  })
}
