// What sessions cost, beside those of others and beside none: `npm run bench`. See docs/speed-of-sessions.md.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdToBudget } from '../budget.mjs'
import { given, requirePackages } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `What sessions cost, as CPU time over the bare framework, beside those of others.

  npm run bench                          everything, about 15 minutes
  npm run bench -- --target express      one framework: express, fastify, hono
  npm run bench -- --rounds 3            fewer rounds: wider spread
  npm run bench -- --check               ends with 1 where a ratio is above bench/middleware/budget.json
  npm run bench -- --json results.json   keeps the figures
  npm run bench -- --svg overhead.svg    draws them
`

const values = given(USAGE, {
  target: { type: 'string', multiple: true },
  rounds: { type: 'string', default: '11' },
  requests: { type: 'string', default: '1500' },
  check: { type: 'boolean', default: false },
  json: { type: 'string' },
  svg: { type: 'string' },
})
if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(`Some of the others need Node 22 or newer; this is ${process.version}`)
  process.exit(2)
}
requirePackages(HERE, 'bench/middleware')
const { CONTESTANTS } = await import('./contestants.mjs')
const { fill, load, lostUpdates, WORKS } = await import('./load.mjs')
const { figuresOf, print } = await import('./report.mjs')
const { ask, progress, startRedis, startServer } = await import('./start.mjs')

const SESSIONS_IN_MEMORY = 100_000
const folder = mkdtempSync(join(tmpdir(), 'create-session-bench-'))
const rounds = Number(values.rounds)
const requests = Number(values.requests)

try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${type()} ${release()}, Node ${process.version}`
  console.log(`${machine}, ${rounds} rounds of ${requests} requests\n`)
  const results = []
  for (const target of values.target ?? Object.keys(CONTESTANTS)) {
    if (CONTESTANTS[target] === undefined) {
      throw new Error(`No target is called ${target}: there are ${Object.keys(CONTESTANTS).join(', ')}`)
    }
    results.push(await bench(target))
    print(results.at(-1))
  }
  const all = { machine, rounds, requests, results }
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`)
  }
  if (values.svg !== undefined) {
    writeFileSync(values.svg, (await import('./plot.mjs')).plot(all))
  }
  if (values.check) {
    holdToBudget(HERE, figuresOf(results))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** All contestants of a framework, side by side. */
async function bench(target) {
  const redis = await startRedis(folder)
  const servers = []
  try {
    for (const [contestant, storage] of CONTESTANTS[target]) {
      progress(`${target}: starting ${contestant}`)
      servers.push(await startServer(folder, { target, contestant, storage, redisUrl: redis.url }))
    }
    const works = {}
    for (const work of Object.keys(WORKS)) {
      works[work] = await measure(target, servers, work)
    }
    const rows = []
    for (const [index, server] of servers.entries()) {
      const { contestant, storage } = server
      progress(`${target}: ${contestant}, what it keeps`)
      rows.push({
        contestant,
        storage,
        works: Object.fromEntries(Object.keys(WORKS).map((work) => [work, works[work][index]])),
        lostUpdates: storage === 'memory' || storage === 'redis' ? await lostUpdates(server.port) : null,
        storeCalls: storage === 'redis' ? await storeCalls(redis, server) : null,
        memory: storage === 'memory' ? await memoryOfSessions(server) : null,
      })
    }
    progress('')
    return { target, rows }
  } finally {
    servers.forEach(({ child }) => child.kill())
    redis.stop()
  }
}

/** Contestants take turns, and each round starts with another one. */
async function measure(target, servers, work) {
  const loads = []
  for (const { port } of servers) {
    loads.push(await load(port, work, requests))
  }
  const measured = servers.map(() => ({ microseconds: [], latencies: [], cookieBytes: 0, sent: 0 }))
  for (let round = -2; round < rounds; round += 1) {
    progress(`${target}: ${work}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`)
    for (let turn = 0; turn < servers.length; turn += 1) {
      const at = (turn + Math.max(round, 0)) % servers.length
      const before = await ask(servers[at].child, 'cpu')
      const { sent, latencies, cookieBytes } = await loads[at].run()
      const after = await ask(servers[at].child, 'cpu')
      if (round >= 0) {
        const own = measured[at]
        own.microseconds.push((after.user + after.system - before.user - before.system) / sent)
        own.latencies.push(...latencies)
        own.cookieBytes += cookieBytes
        own.sent += sent
      }
    }
  }
  await Promise.all(loads.map((each) => each.close()))
  return measured.map(({ microseconds, latencies, cookieBytes, sent }) => {
    latencies.sort((a, b) => a - b)
    return {
      microseconds,
      p50: latencies[Math.floor(latencies.length * 0.5)],
      p99: latencies[Math.floor(latencies.length * 0.99)],
      cookieBytes: cookieBytes / sent,
    }
  })
}

/** @returns For each work, what a request asks of Redis: commands that a script calls do not count, they cost no way there and back. */
async function storeCalls(redis, { port }) {
  const { createClient } = await import('redis')
  const monitor = createClient({ url: redis.url })
  await monitor.connect()
  let calls = 0
  await monitor.monitor((line) => {
    calls += / lua\] /.test(line) ? 0 : 1
  })
  const found = {}
  for (const work of ['anonymous', 'read', 'write']) {
    const { run, close } = await load(port, work, 200)
    await run()
    await new Promise((done) => setTimeout(done, 100))
    calls = 0
    const { sent } = await run()
    await new Promise((done) => setTimeout(done, 100))
    found[work] = calls / sent
    await close()
  }
  monitor.destroy()
  return found
}

/** @returns What each session takes of the heap, and what is resident then, in bytes. */
async function memoryOfSessions({ child, port }) {
  const before = await ask(child, 'memory')
  await fill(port, SESSIONS_IN_MEMORY)
  const { heapUsed, rss } = await ask(child, 'memory')
  return { perSession: (heapUsed - before.heapUsed) / SESSIONS_IN_MEMORY, resident: rss }
}
