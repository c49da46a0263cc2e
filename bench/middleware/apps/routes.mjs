// What each application does, whatever its framework and its session.

/** What a session of a shop holds beside its user: about 200 bytes. */
export const PROFILE = {
  user: '4f5c9f2e-7a55-4d0e-9a39-1c6f2f0c7a11',
  name: 'Ada Lovelace',
  email: 'ada@shop.example',
  roles: ['customer', 'editor'],
  locale: 'en-GB',
  cart: ['A-1001', 'A-1002', 'B-2203'],
}

/** How many requests of one session run at once, each writing a field of its own. */
export const PARALLEL = 50

/**
 * The routes as [method, path, handler]. A handler takes what `session` takes, and returns the body.
 *
 * @param session How this contestant reads, writes, begins and ends a session; each may return a promise.
 */
export function routes(session) {
  return [
    ['GET', '/anonymous', () => ({ ok: true })],
    ['GET', '/read', async (context) => ({ user: await session.get(context, 'user') })],
    [
      'GET',
      '/write',
      async (context) => {
        const visits = ((await session.get(context, 'visits')) ?? 0) + 1
        await session.set(context, 'visits', visits)
        return { visits }
      },
    ],
    [
      'GET',
      '/field/:name',
      async (context, name) => {
        await session.get(context, 'user')
        // What a handler waits for between reading and writing: a query, say.
        await new Promise((resolve) => setTimeout(resolve, 2))
        await session.set(context, name, 1)
        return { name }
      },
    ],
    [
      'GET',
      '/fields',
      async (context) => {
        let fields = 0
        for (let at = 0; at < PARALLEL; at += 1) {
          fields += (await session.get(context, `f${at}`)) === 1 ? 1 : 0
        }
        return { fields }
      },
    ],
    [
      'POST',
      '/login',
      async (context) => {
        await session.login(context, PROFILE)
        return { ok: true }
      },
    ],
    [
      'POST',
      '/logout',
      async (context) => {
        await session.logout(context)
        return { ok: true }
      },
    ],
  ]
}

/** No session at all: the floor. */
export const BARE = { get: () => PROFILE.user, set() {}, login() {}, logout() {} }

/** iron-session on any framework: opened once in a request, and saved by whoever writes. */
export function ironSession(open) {
  const current = async (context) => (context.session ??= await open(context))
  return {
    get: async (context, name) => (await current(context))[name],
    async set(context, name, value) {
      const session = await current(context)
      session[name] = value
      await session.save()
    },
    async login(context, profile) {
      const session = await current(context)
      Object.assign(session, profile)
      await session.save()
    },
    logout: async (context) => (await current(context)).destroy(),
  }
}
