// What sessions take beside time on the way: to be loaded, of the heap for each request, and until a worker answers:
// `node bench/middleware/footprint.mjs`.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdToBudget } from '../budget.mjs'
import { quantile, table } from '../figures.mjs'
import { given, requirePackages } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `What sessions take to be loaded, of the heap for each request, and until a worker answers.

  node bench/middleware/footprint.mjs               about 3 minutes
  node bench/middleware/footprint.mjs --rounds 5
  node bench/middleware/footprint.mjs --check       ends with 1 where a ratio is above bench/middleware/budget.json
`
const values = given(USAGE, { rounds: { type: 'string', default: '15' }, check: { type: 'boolean', default: false } })
const figures = []
requirePackages(HERE, 'bench/middleware')
const { coldStarts } = await import('./cold-starts.mjs')
const { CONTESTANTS, FLOOR } = await import('./contestants.mjs')
const { emit, FULL } = await import('./emit.mjs')
const { load } = await import('./load.mjs')
const { ask, progress, startServer } = await import('./start.mjs')

/** So much room for what is new that nothing is collected while it is measured. */
const ROOMY = ['--max-semi-space-size=128', '--min-semi-space-size=128']
const REQUESTS = 500

/** What each imports beside its framework. */
const IMPORTS = {
  express: [
    ['express-session', ['express-session']],
    ['cookie-session', ['cookie-session']],
    ['iron-session', ['iron-session']],
  ],
  fastify: [
    ['@fastify/session', ['@fastify/session', '@fastify/cookie']],
    ['@fastify/secure-session', ['@fastify/secure-session']],
  ],
  hono: [
    ['hono-sessions', ['hono-sessions']],
    ['@hono/session', ['@hono/session']],
    ['iron-session', ['iron-session']],
  ],
}

const rounds = Number(values.rounds)
const folder = mkdtempSync(join(tmpdir(), 'create-session-footprint-'))
try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  console.log(`Node ${process.version}, ${rounds} rounds\n`)
  table(['import, the framework is there', 'takes', '10–90 %', 'of the least of the others'], importTimes())
  table(['GET that reads', 'kept in', 'of the heap', 'over the bare framework'], await garbage())
  const started = await coldStarts(folder, rounds)
  figures.push(['workerd, first answer', Number(started.find(([name]) => name === 'ours')[2])])
  table(['workerd, Hono', 'until its first answer', 'of the bare one', '10–90 %'], started)
  if (values.check) {
    holdToBudget(HERE, figures)
  }
} finally {
  progress('')
  rmSync(folder, { recursive: true, force: true })
}

function importTimes() {
  const rows = []
  for (const [target, others] of Object.entries(IMPORTS)) {
    const contestants = [
      ['ours, cookie', [emit(folder, target, 'cookie', { scopes: ['http'] })]],
      ['ours, cookie, every option', [emit(folder, target, 'cookie', FULL)]],
      ['ours, memory', [emit(folder, target, 'memory', { scopes: ['http'] })]],
      ...others,
    ].map(([name, modules]) => ({
      name,
      isOurs: name.startsWith('ours'),
      times: [],
      script: scriptOf(target, modules),
    }))
    for (let round = 0; round < rounds; round += 1) {
      progress(`${target}: imports, round ${round + 1} of ${rounds}`)
      contestants.forEach((_, turn) => {
        const { script, times } = contestants[(turn + round) % contestants.length]
        times.push(Number(run(script)))
      })
    }
    const least = Math.min(...contestants.filter(({ isOurs }) => !isOurs).map(({ times }) => quantile(times, 0.5)))
    figures.push(
      ...contestants
        .filter(({ isOurs }) => isOurs)
        .map(({ name, times }) => [`import, ${target}: ${name}`, quantile(times, 0.5) / least]),
    )
    rows.push(
      ...contestants.map(({ name, isOurs, times }) => [
        `${target}: ${name}`,
        `${quantile(times, 0.5).toFixed(1)} ms`,
        `${quantile(times, 0.1).toFixed(1)}–${quantile(times, 0.9).toFixed(1)} ms`,
        isOurs ? (quantile(times, 0.5) / least).toFixed(2) : '',
      ]),
    )
  }
  return rows
}

function scriptOf(target, modules) {
  const path = join(folder, `import-${randomBytes(4).toString('hex')}.mjs`)
  const imports = modules.map((module) => `await import(${JSON.stringify(module)})`).join('; ')
  writeFileSync(
    path,
    `await import('${target}'); const began = performance.now(); ${imports}; console.log(performance.now() - began)`,
  )
  return path
}

function run(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  if (status !== 0) {
    throw new Error(`${script} ended with ${status}:\n${stderr}`)
  }
  return stdout
}

async function garbage() {
  const rows = []
  for (const [target, contestants] of Object.entries(CONTESTANTS)) {
    let floor = 0
    for (const [contestant, storage] of contestants.filter(([, kept]) => kept !== 'redis')) {
      progress(`${target}: ${contestant}, what a request leaves behind`)
      const { child, port } = await startServer(folder, { target, contestant, storage, redisUrl: null, flags: ROOMY })
      try {
        const bytes = await allocatedBy(child, port)
        floor = contestant === FLOOR ? bytes : floor
        const kilobytes = (value) => `${(value / 1024).toFixed(1)} kB`
        if (contestant === 'ours' && bytes !== null) {
          figures.push([`heap of a request, ${target}: ${storage}`, bytes / floor])
        }
        const over = contestant === FLOOR || bytes === null ? '' : kilobytes(bytes - floor)
        rows.push([
          `${target}: ${contestant}`,
          storage ?? '',
          bytes === null ? 'collected at once' : kilobytes(bytes),
          over,
        ])
      } finally {
        child.kill()
      }
    }
  }
  return rows
}

/** @returns What a request that reads takes of the heap, in bytes; null if it is collected before it can be counted. */
async function allocatedBy(child, port) {
  const { run: send, close } = await load(port, 'read', REQUESTS)
  try {
    await send()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await ask(child, 'memory')
      // That collection is told of a moment later.
      await new Promise((done) => setTimeout(done, 1000))
      const before = await ask(child, 'allocated')
      const { sent } = await send()
      const after = await ask(child, 'allocated')
      if (after.collections === before.collections) {
        return (after.heapUsed - before.heapUsed) / sent
      }
    }
  } finally {
    await close()
  }
  return null
}
