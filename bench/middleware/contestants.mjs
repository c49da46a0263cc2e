// Who is measured, on each framework, by where the sessions are kept.

/** Without a session: what all are measured against. */
export const FLOOR = 'bare'

export const CONTESTANTS = {
  express: [
    [FLOOR, null],
    ['ours', 'memory'],
    ['express-session', 'memory'],
    ['ours', 'redis'],
    ['express-session', 'redis'],
    ['ours', 'cookie'],
    ['iron-session', 'cookie'],
    ['cookie-session', 'signed cookie'],
  ],
  fastify: [
    [FLOOR, null],
    ['ours', 'memory'],
    ['@fastify/session', 'memory'],
    ['ours', 'redis'],
    ['@fastify/session', 'redis'],
    ['ours', 'cookie'],
    ['@fastify/secure-session', 'cookie'],
  ],
  hono: [
    [FLOOR, null],
    ['ours', 'memory'],
    ['hono-sessions, memory', 'memory'],
    ['ours', 'redis'],
    ['ours', 'cookie'],
    ['hono-sessions, cookie', 'cookie'],
    ['@hono/session', 'cookie'],
    ['iron-session', 'cookie'],
  ],
}

/** What is measured, and what is asked of ours there. */
export const GOALS = {
  anonymous: { floor: 1.03 },
  read: { peer: 0.5 },
  write: { peer: 0.5 },
  visit: { peer: 0.5 },
}
