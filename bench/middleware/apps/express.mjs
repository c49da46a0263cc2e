// Express, with no session, ours, and those of others.
import { BARE, ironSession, routes } from './routes.mjs'

/** Those of the property `session` of the request, with `regenerate` and `destroy` that take callbacks. */
const withCallbacks = {
  get: ({ request }, name) => request.session[name],
  set: ({ request }, name, value) => void (request.session[name] = value),
  login: ({ request }, profile) =>
    new Promise((resolve, reject) =>
      request.session.regenerate((error) => (error ? reject(error) : resolve(Object.assign(request.session, profile)))),
    ),
  logout: ({ request }) =>
    new Promise((resolve, reject) => request.session.destroy((error) => (error ? reject(error) : resolve()))),
}

export async function create(contestant, { ours, client, secret }) {
  const { default: express } = await import('express')
  const app = express()
  const session = await use(app, contestant, { ours, client, secret })
  for (const [method, path, handle] of routes(session)) {
    app[method.toLowerCase()](path, async (request, response) => {
      response.json(await handle({ request, response }, request.params.name))
    })
  }
  return app
}

async function use(app, contestant, { ours, client, secret }) {
  switch (contestant) {
    case 'bare':
      return BARE
    case 'ours': {
      const { sessions } = await import(ours)
      app.use(sessions(client === undefined ? {} : { client }))
      return {
        get: ({ request }, name) => request.session[name],
        set: ({ request }, name, value) => void (request.session[name] = value),
        async login({ request }, profile) {
          Object.assign(await request.session.regenerate(), profile)
        },
        logout: ({ request }) => request.session.destroy(),
      }
    }
    case 'express-session': {
      const { default: session } = await import('express-session')
      const { RedisStore } = client === undefined ? {} : await import('connect-redis')
      const store = client === undefined ? {} : { store: new RedisStore({ client }) }
      const cookie = { maxAge: 14 * 24 * 60 * 60 * 1000, sameSite: 'lax' }
      app.use(session({ secret, resave: false, saveUninitialized: false, cookie, ...store }))
      return withCallbacks
    }
    case 'cookie-session': {
      const { default: session } = await import('cookie-session')
      app.use(session({ name: 'session', keys: [secret], maxAge: 14 * 24 * 60 * 60 * 1000, sameSite: 'lax' }))
      return {
        get: ({ request }, name) => request.session[name],
        set: ({ request }, name, value) => void (request.session[name] = value),
        login: ({ request }, profile) => void (request.session = { ...profile }),
        logout: ({ request }) => void (request.session = null),
      }
    }
    case 'iron-session': {
      const { getIronSession } = await import('iron-session')
      const options = {
        password: secret,
        cookieName: 'session',
        ttl: 14 * 24 * 60 * 60,
        cookieOptions: { secure: false },
      }
      return ironSession((context) => getIronSession(context.request, context.response, options))
    }
    default:
      throw new Error(`No contestant of Express is called ${contestant}`)
  }
}
