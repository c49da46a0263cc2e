// The application of the tests: Hono, asked as a server asks it.
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { sessions } from './hono.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { RequestHandler, TestApp } from './test-visitor.js'
 */

/**
 * @param {SessionBackend} backend
 * @returns {Promise<TestApp>}
 */
export async function startApp(backend) {
  /** @type {Hono<{ Bindings: { handler: RequestHandler } }>} */
  const app = new Hono()
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
