// What a request costs by the number of sessions that are kept, and what it takes to delete them: `node bench/middleware/scale.mjs`.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { PROFILE } from './apps/routes.mjs'
import { emit } from './emit.mjs'
import { progress, startRedis } from './start.mjs'
import { holdToBudget } from '../budget.mjs'
import { quantile, table } from '../figures.mjs'
import { given } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `What a request costs by the number of sessions that are kept, in the emitted backends.

  node bench/middleware/scale.mjs                            memory and Redis up to 1,000,000 sessions, files up to 100,000
  node bench/middleware/scale.mjs --most 1000000             files up to 1,000,000 as well: some gigabytes, some minutes
  node bench/middleware/scale.mjs --backend redis            one of memory, file, redis
  node bench/middleware/scale.mjs --check                    ends with 1 where the most cost more than bench/middleware/budget.json says
`
const HOUR = 60 * 60 * 1000

/** A round reads so many sessions, and writes them. */
const ROUND = 500
const ROUNDS = 7
const WARM_UP = 10

/** So many sessions are made at once: what waits longer than `storeTimeout` for its turn has failed. */
const BATCH = 100

/** What is measured is the cost: a busy disk is no failure here. */
const SLOW_STORE = { storeTimeout: '60s' }

const values = given(USAGE, {
  backend: { type: 'string', multiple: true, default: ['memory', 'file', 'redis'] },
  most: { type: 'string' },
  check: { type: 'boolean', default: false },
})
const folder = mkdtempSync(join(tmpdir(), 'create-session-scale-'))
try {
  // Files are kept below the working directory.
  process.chdir(folder)
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  console.log(`Node ${process.version}; a round is ${ROUND} reads and ${ROUND} writes of any of them\n`)
  const figures = []
  const costs = []
  const deletions = []
  for (const name of values.backend) {
    const measured = await measure(name)
    figures.push([`most sessions, ${name}`, Number(measured.costs.at(-1)[3])])
    costs.push(...measured.costs)
    deletions.push(...measured.deletions)
  }
  table(['kept in', 'sessions', 'CPU of read and write', 'of that with 1', '10–90 %'], costs)
  table(['kept in', 'work', 'took', 'others waited at most'], deletions)
  if (values.check) {
    holdToBudget(HERE, figures)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(name) {
  const redis = name === 'redis' ? await startRedis(folder) : null
  const client = redis && (await connected(redis.url))
  const costs = []
  try {
    let clock = Date.now()
    const tree = dirname(emit(folder, 'express', name, name === 'file' ? SLOW_STORE : {}))
    const { createBackend } = await import(join(tree, `${name}-backend.js`))
    const backend = createBackend({ client, now: () => clock })
    let kept = 0
    let floor = null
    for (const count of sizesOf(name)) {
      while (kept < count) {
        const batch = Math.min(BATCH, count - kept)
        await Promise.all(Array.from({ length: batch }, (_, at) => backend.set(keyOf(kept + at), record(kept + at))))
        kept += batch
        progress(`${name}: ${kept} sessions`)
      }
      const rounds = []
      for (let round = -WARM_UP; round < ROUNDS; round += 1) {
        const microseconds = await roundOf(backend, count)
        if (round >= 0) {
          rounds.push(microseconds)
        }
      }
      floor ??= quantile(rounds, 0.5)
      const share = (part) => (quantile(rounds, part) / floor).toFixed(2)
      costs.push([
        name,
        count.toLocaleString('en'),
        `${quantile(rounds, 0.5).toFixed(1)} µs`,
        share(0.5),
        `${share(0.1)}–${share(0.9)}`,
      ])
    }
    const deletions = []
    if (backend.deleteExpired !== undefined) {
      clock += 2 * HOUR
      deletions.push([name, 'deleteExpired(1000)', ...(await watched(() => backend.deleteExpired(1000)))])
      deletions.push([name, `deleteExpired of half`, ...(await watched(() => backend.deleteExpired(Infinity)))])
    }
    deletions.push([name, 'deleteAll', ...(await watched(() => backend.deleteAll()))])
    return { costs, deletions }
  } finally {
    progress('')
    client?.destroy()
    redis?.stop()
  }
}

function sizesOf(name) {
  const most = Number(values.most ?? (name === 'file' ? 100_000 : 1_000_000))
  return [1, 1_000, 10_000, 100_000, 1_000_000].filter((count) => count <= most)
}

/** CPU time of one read and one write, in microseconds. */
async function roundOf(backend, count) {
  const keys = Array.from({ length: ROUND }, () => keyOf(Math.floor(Math.random() * count)))
  const before = process.cpuUsage()
  for (const key of keys) {
    const found = await backend.get(key)
    await backend.update(key, { ...found, version: found.version + 1 }, found.version)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / ROUND
}

function keyOf(index) {
  return createHash('sha256').update(String(index)).digest('base64url')
}

/** Each second one is over after an hour. */
function record(index) {
  const now = Date.now()
  const expiresAt = now + (index % 2 === 0 ? 14 * 24 * HOUR : HOUR)
  return { data: JSON.stringify({ ...PROFILE, index }), createdAt: now, renewedAt: now, expiresAt, version: 1 }
}

/** How long it took, and how long a timer had to wait meanwhile. */
async function watched(work) {
  await new Promise((done) => setTimeout(done, 50))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const result = await work()
  const took = performance.now() - began
  await new Promise((done) => setTimeout(done, 20))
  delay.disable()
  const count = typeof result === 'number' ? `${result.toLocaleString('en')} in ` : ''
  return [`${count}${took.toFixed(0)} ms`, `${(delay.max / 1e6).toFixed(1)} ms`]
}

async function connected(url) {
  const { createClient } = await import('redis')
  const client = createClient({ url })
  await client.connect()
  return client
}
