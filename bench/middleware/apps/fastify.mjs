// Fastify, with no session, ours, and those of others.
import { BARE, routes } from './routes.mjs'

const LIFETIME = 14 * 24 * 60 * 60

export async function create(contestant, { ours, client, secret }) {
  const { default: fastify } = await import('fastify')
  const app = fastify()
  const session = await use(app, contestant, { ours, client, secret })
  for (const [method, url, handler] of routes(session)) {
    app.route({ method, url, handler: (request) => handler({ request }, request.params.name) })
  }
  await app.ready()
  return app.routing
}

async function use(app, contestant, { ours, client, secret }) {
  switch (contestant) {
    case 'bare':
      return BARE
    case 'ours': {
      const { sessions } = await import(ours)
      await app.register(sessions(client === undefined ? {} : { client }))
      return {
        get: ({ request }, name) => request.session[name],
        set: ({ request }, name, value) => void (request.session[name] = value),
        async login({ request }, profile) {
          Object.assign(await request.session.regenerate(), profile)
        },
        logout: ({ request }) => request.session.destroy(),
      }
    }
    case '@fastify/session': {
      const { RedisStore } = client === undefined ? {} : await import('connect-redis')
      await app.register((await import('@fastify/cookie')).default)
      await app.register((await import('@fastify/session')).default, {
        secret,
        saveUninitialized: false,
        rolling: false,
        cookie: { secure: false, sameSite: 'lax', maxAge: LIFETIME * 1000 },
        ...(client === undefined ? {} : { store: new RedisStore({ client }) }),
      })
      return {
        get: ({ request }, name) => request.session.get(name),
        set: ({ request }, name, value) => request.session.set(name, value),
        async login({ request }, profile) {
          await request.session.regenerate()
          Object.entries(profile).forEach(([name, value]) => request.session.set(name, value))
        },
        logout: ({ request }) => request.session.destroy(),
      }
    }
    case '@fastify/secure-session': {
      await app.register((await import('@fastify/secure-session')).default, {
        key: Buffer.from(secret, 'base64url').subarray(0, 32),
        expiry: LIFETIME,
        cookie: { path: '/', httpOnly: true, sameSite: 'lax', maxAge: LIFETIME },
      })
      return {
        get: ({ request }, name) => request.session.get(name),
        set: ({ request }, name, value) => request.session.set(name, value),
        login({ request }, profile) {
          request.session.regenerate()
          Object.entries(profile).forEach(([name, value]) => request.session.set(name, value))
        },
        logout: ({ request }) => request.session.delete(),
      }
    }
    default:
      throw new Error(`No contestant of Fastify is called ${contestant}`)
  }
}
