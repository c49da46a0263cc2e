// The application of the tests: an `onRequest`, called as Astro calls it.
import type { APIContext } from 'astro'
import { createContext } from 'astro/middleware'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { sessions } from './astro.ts'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const onRequest = sessions({ backend })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      const context = createContext({ request, defaultLocale: '' })
      const run = async (next: () => Promise<Response>): Promise<Response> =>
        (await onRequest(context, next)) ?? new Response(null, { status: 500 })
      try {
        return await run(() => answer(context, handler))
      } catch {
        // The error page goes through the middleware as well. What a test asks to fail is not printed.
        return run(async () => new Response('An error', { status: 500 }))
      }
    },
    close: async () => {},
  }
}

async function answer({ locals }: APIContext, handler: RequestHandler): Promise<Response> {
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
