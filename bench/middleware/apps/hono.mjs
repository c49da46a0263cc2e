// Hono on Node, with no session, ours, and those of others.
import { getRequestListener } from '@hono/node-server'
import { BARE, ironSession, routes } from './routes.mjs'

const LIFETIME = 14 * 24 * 60 * 60

export async function create(contestant, { ours, client, secret }) {
  const { Hono } = await import('hono')
  const app = new Hono()
  const session = await use(app, contestant, { ours, client, secret })
  for (const [method, path, handle] of routes(session)) {
    app.on(method, path, async (c) => c.json(await handle({ c }, c.req.param('name'))))
  }
  return getRequestListener(app.fetch)
}

async function use(app, contestant, { ours, client, secret }) {
  switch (contestant) {
    case 'bare':
      return BARE
    case 'ours': {
      const { sessions } = await import(ours)
      app.use(sessions(client === undefined ? {} : { client }))
      return {
        get: ({ c }, name) => c.var.session[name],
        set: ({ c }, name, value) => void (c.var.session[name] = value),
        async login({ c }, profile) {
          Object.assign(await c.var.session.regenerate(), profile)
        },
        logout: ({ c }) => c.var.session.destroy(),
      }
    }
    case 'hono-sessions, memory':
    case 'hono-sessions, cookie': {
      const { CookieStore, MemoryStore, sessionMiddleware } = await import('hono-sessions')
      app.use(
        '*',
        sessionMiddleware({
          store: contestant === 'hono-sessions, cookie' ? new CookieStore() : new MemoryStore(),
          encryptionKey: secret,
          expireAfterSeconds: LIFETIME,
          cookieOptions: { sameSite: 'Lax', path: '/', httpOnly: true },
        }),
      )
      return {
        get: ({ c }, name) => c.var.session.get(name),
        set: ({ c }, name, value) => c.var.session.set(name, value),
        login({ c }, profile) {
          c.set('session_key_rotation', true)
          Object.entries(profile).forEach(([name, value]) => c.var.session.set(name, value))
        },
        logout: ({ c }) => c.var.session.deleteSession(),
      }
    }
    case '@hono/session': {
      const { useSession } = await import('@hono/session')
      const key = Buffer.from(secret, 'base64url').subarray(0, 32)
      app.use(useSession({ secret: Uint8Array.from(key), duration: { absolute: LIFETIME } }))
      return {
        get: async ({ c }, name) => (await c.var.session.get())?.[name],
        set: ({ c }, name, value) => c.var.session.update((data) => ({ ...data, [name]: value })),
        login: ({ c }, profile) => c.var.session.update({ ...profile }),
        logout: ({ c }) => c.var.session.delete(),
      }
    }
    case 'iron-session': {
      const { getIronSession } = await import('iron-session')
      const options = { password: secret, cookieName: 'session', ttl: LIFETIME, cookieOptions: { secure: false } }
      // Its Set-Cookie lines go to the headers of a response: Hono's own.
      return ironSession(({ c }) => getIronSession(c.req.raw, c.res, options))
    }
    default:
      throw new Error(`No contestant of Hono is called ${contestant}`)
  }
}
