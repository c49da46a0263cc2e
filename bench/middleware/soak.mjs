// Whether anything grows while sessions come and go: `node bench/middleware/soak.mjs`.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { table } from '../figures.mjs'
import { given, requirePackages } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `Whether anything grows while sessions come and go: heap after a collection, and resident memory, of three emitted applications.

  node bench/middleware/soak.mjs                  30 minutes
  node bench/middleware/soak.mjs --minutes 5
`
const values = given(USAGE, { minutes: { type: 'string', default: '30' } })
requirePackages(HERE, 'bench/middleware')
const { Pool } = await import('undici')
const { Visitor } = await import('./load.mjs')
const { ask, progress, startRedis, startServer } = await import('./start.mjs')

/** Sessions are over after a minute: as many go as come. */
const CONFIG = { maxAge: '1m', renewAfter: '30s' }
/** A busy machine is no fault of Redis. */
const STORE_CONFIG = { ...CONFIG, storeTimeout: '10s' }
const APPLICATIONS = [
  ['express', 'memory'],
  ['fastify', 'redis'],
  ['hono', 'cookie'],
]
/** Visitors at once, at each application. */
const VISITORS = 8
const PAUSE_MILLISECONDS = 15
const REPORTS = 6

const folder = mkdtempSync(join(tmpdir(), 'create-session-soak-'))
const servers = []
let redis = null
try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  redis = await startRedis(folder)
  for (const [target, storage] of APPLICATIONS) {
    const given = {
      target,
      contestant: 'ours',
      storage,
      redisUrl: redis.url,
      more: storage === 'redis' ? STORE_CONFIG : CONFIG,
    }
    servers.push({ name: `${target}, ${storage}`, requests: 0, rows: [], ...(await startServer(folder, given)) })
  }
  const minutes = Number(values.minutes)
  const end = Date.now() + minutes * 60_000
  const visits = servers.flatMap((server) => Array.from({ length: VISITORS }, () => visit(server, end)))
  for (let report = 1; report <= REPORTS; report += 1) {
    const next = end - ((REPORTS - report) * minutes * 60_000) / REPORTS
    while (Date.now() < next) {
      progress(`${Math.ceil((end - Date.now()) / 60_000)} minutes to go, ${servers[0].requests} requests at each`)
      await sleep(Math.min(1000, Math.max(next - Date.now(), 1)))
    }
    for (const server of servers) {
      const { heapUsed, rss } = await ask(server.child, 'memory')
      server.rows.push({ minute: (report * minutes) / REPORTS, requests: server.requests, heapUsed, rss })
    }
  }
  await Promise.all(visits)
  progress('')
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1)
  table(
    ['application', 'after', 'requests', 'heap, MB', 'resident, MB'],
    servers.flatMap(({ name, rows }) =>
      rows.map(({ minute, requests, heapUsed, rss }) => [
        name,
        `${minute.toFixed(0)} min`,
        requests.toLocaleString('en'),
        megabytes(heapUsed),
        megabytes(rss),
      ]),
    ),
  )
} finally {
  servers.forEach(({ child }) => child.kill())
  redis?.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Logs in, reads and writes; half log out, and the others stay away. */
async function visit(server, end) {
  const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections: 1, pipelining: 1 })
  for (let visits = 0; Date.now() < end; visits += 1) {
    const visitor = new Visitor(pool)
    const steps = [
      ['POST', '/login'],
      ...Array.from({ length: 10 }, (_, at) => ['GET', at % 3 === 2 ? '/write' : '/read']),
    ]
    for (const [method, path] of [...steps, ...(visits % 2 === 0 ? [['POST', '/logout']] : [])]) {
      await visitor.request(method, path)
      server.requests += 1
      await sleep(PAUSE_MILLISECONDS)
    }
  }
  await pool.close()
}
