// The application of the tests: Hono, asked as a server asks it.
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { SessionBackend } from './session-backend.js'
import type { RequestHandler, TestApp } from './test-visitor.js'
import { sessions } from './hono.js'

export async function startApp(backend: SessionBackend): Promise<TestApp> {
  const app = new Hono<{ Bindings: { handler: RequestHandler } }>()
  app.use(sessions({ backend }))
  app.get('*', async (c) => {
    const body = await c.env.handler(() => c.get('session'))
    return stream(c, async (out) => {
      for await (const part of body ?? []) {
        await out.write(part)
      }
    })
  })
  // Errors that a test asks for are not printed.
  app.onError((_, c) => c.body(null, 500))

  return {
    request: async (path, cookie, handler) =>
      app.request(path, { headers: cookie === '' ? {} : { cookie } }, { handler }),
    close: async () => {},
  }
}
