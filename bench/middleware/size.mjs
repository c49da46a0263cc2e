// How large the sessions are in a bundle, beside those of others bundled the same way: `node bench/middleware/size.mjs`.
import { build } from 'esbuild'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { holdToBudget } from '../budget.mjs'
import { table } from '../figures.mjs'
import { given, requirePackages } from '../given.mjs'
import { emit, FULL } from './emit.mjs'

const USAGE = `How large the sessions are in a bundle, beside those of others.

  node bench/middleware/size.mjs            about 20 seconds
  node bench/middleware/size.mjs --check    ends with 1 where one of ours is above bench/middleware/budget.json
`
const values = given(USAGE, { check: { type: 'boolean', default: false } })
const HERE = fileURLToPath(new URL('.', import.meta.url))
/** What an application has anyway: its framework, and the driver of its store. */
const EXTERNAL = ['express', 'fastify', 'hono', 'hono/*', 'redis', 'node:*']

/** A title, where the code comes from, and what may be the most, in bytes after gzip. */
const BUNDLES = [
  ['ours, Express and cookie', { target: 'express', backend: 'cookie', more: { scopes: ['http'] } }, 2500],
  ['ours, Express and cookie, WebSockets too', { target: 'express', backend: 'cookie' }],
  ['ours, Express and cookie, every option', { target: 'express', backend: 'cookie', more: FULL }],
  ['ours, Hono and cookie', { target: 'hono', backend: 'cookie', more: { scopes: ['http'] } }, 2500],
  ['ours, Fastify and Redis', { target: 'fastify', backend: 'redis', more: { scopes: ['http'] } }, 3000],
  ['ours, Fastify and Redis, every option', { target: 'fastify', backend: 'redis', more: FULL }],
  ['iron-session', "export { getIronSession } from 'iron-session'"],
  ['cookie-session', "export { default } from 'cookie-session'"],
  [
    'express-session and connect-redis',
    "export { default } from 'express-session'; export { RedisStore } from 'connect-redis'",
  ],
  ['hono-sessions, cookie', "export { sessionMiddleware, CookieStore } from 'hono-sessions'"],
  ['@hono/session', "export { useSession } from '@hono/session'"],
  [
    '@fastify/session, @fastify/cookie and connect-redis',
    "export { default } from '@fastify/session'; export { default as cookie } from '@fastify/cookie'; export { RedisStore } from 'connect-redis'",
  ],
]

requirePackages(HERE, 'bench/middleware')
const folder = mkdtempSync(join(tmpdir(), 'create-session-size-'))
try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  const rows = []
  const figures = []
  for (const [title, from, most] of BUNDLES) {
    const { minified, gzipped } = await sizeOf(from)
    const verdict = most === undefined ? '' : `≤ ${most}: ${gzipped <= most ? 'met' : 'missed'}`
    if (title.startsWith('ours')) {
      figures.push([`bytes of ${title}`, gzipped])
    }
    rows.push([title, String(minified), String(gzipped), verdict])
  }
  table(['bundle', 'minified', 'and gzip', 'goal'], rows)
  if (values.check) {
    holdToBudget(HERE, figures)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function sizeOf(from) {
  const entry =
    typeof from === 'string' ? join(folder, 'entry.mjs') : emit(folder, from.target, from.backend, from.more)
  if (typeof from === 'string') {
    writeFileSync(entry, from)
  }
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: EXTERNAL,
    logLevel: 'error',
  })
  const [{ contents }] = outputFiles
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length }
}
