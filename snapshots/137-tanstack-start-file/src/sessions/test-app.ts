// The application of the tests: a request middleware, called as TanStack Start calls it.
import { createServerEntry, getResponseHeaders } from '@tanstack/react-start/server'
import type { SessionBackend } from './session-backend.ts'
import type { RequestHandler, TestApp } from './test-visitor.ts'
import { type SessionContext, sessions, type SessionsHandler } from './tanstack-start.server.ts'

/** What Start hands to a request middleware. */
type Call = Parameters<SessionsHandler>[0]

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const handle = sessions({ backend })

  return {
    async request(path, cookie, handler) {
      const request = new Request(new URL(path, 'http://localhost'), { headers: cookie === '' ? {} : { cookie } })
      const entry = createServerEntry({ fetch: () => answer(request, handle, handler) })
      return entry.fetch(request)
    },
    close: async () => {},
  }
}

/** As Start does it, in the scope of a request: its response gets the headers that Start was told. */
async function answer(request: Request, handle: SessionsHandler, handler: RequestHandler): Promise<Response> {
  let body: ReadableStream<Uint8Array> | null = null
  const next = async ({ context }: { context: SessionContext }): Promise<object> => {
    const parts = await handler(() => context.session())
    body = parts === null ? null : bodyOf(parts)
    return {}
  }
  const { pathname } = new URL(request.url)
  try {
    await handle({ request, pathname, context: {}, handlerType: 'router', next } as unknown as Call)
    return new Response(body, { headers: new Headers([...getResponseHeaders()]) })
  } catch {
    // Errors that a test asks for are not printed.
    return new Response(null, { status: 500, headers: new Headers([...getResponseHeaders()]) })
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
