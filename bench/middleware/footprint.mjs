// What sessions take beside time on the way: to be loaded, of the heap for each request, and until a worker answers:
// `node bench/middleware/footprint.mjs`.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { quantile, table } from '../figures.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `What sessions take to be loaded, of the heap for each request, and until a worker answers.

  node bench/middleware/footprint.mjs               about 3 minutes
  node bench/middleware/footprint.mjs --rounds 5
`
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(USAGE)
  process.exit()
}
if (!existsSync(join(HERE, 'node_modules'))) {
  console.error('The others are not installed: npm ci --prefix bench/middleware --ignore-scripts')
  process.exit(2)
}
const { build } = await import('esbuild')
const { CONTESTANTS, FLOOR } = await import('./contestants.mjs')
const { emit, FULL } = await import('./emit.mjs')
const { load } = await import('./load.mjs')
const { ask, freePort, progress, startServer } = await import('./start.mjs')

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

/** Workers that answer with a session, by how they get it. */
const WORKERS = {
  bare: "const use = () => {}; const get = () => 'none'",
  ours: "import { sessions } from 'OURS'; const use = (app) => app.use(sessions()); const get = (c) => c.var.session.user",
  'hono-sessions, cookie': `import { CookieStore, sessionMiddleware } from 'hono-sessions'
    const use = (app) => app.use('*', sessionMiddleware({ store: new CookieStore(), encryptionKey: process.env.SESSION_SECRETS }))
    const get = (c) => c.var.session.get('user')`,
  '@hono/session': `import { useSession } from '@hono/session'
    const use = (app) => app.use(useSession({ secret: process.env.SESSION_SECRETS }))
    const get = async (c) => (await c.var.session.get())?.user`,
  'iron-session': `import { getIronSession } from 'iron-session'
    const use = () => {}
    const options = () => ({ password: process.env.SESSION_SECRETS, cookieName: 'session' })
    const get = async (c) => (await getIronSession(c.req.raw, c.res, options())).user`,
}

const rounds = Number(values.rounds)
const folder = mkdtempSync(join(tmpdir(), 'create-session-footprint-'))
try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  console.log(`Node ${process.version}, ${rounds} rounds\n`)
  table(['import, the framework is there', 'takes', '10–90 %', 'of the least of the others'], importTimes())
  table(['GET that reads', 'kept in', 'of the heap', 'over the bare framework'], await garbage())
  table(['workerd, Hono', 'until its first answer', 'of the bare one', '10–90 %'], await coldStarts())
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

async function coldStarts() {
  const workerd = createRequire(join(HERE, 'package.json'))('workerd').default
  const contestants = []
  for (const [name, session] of Object.entries(WORKERS)) {
    contestants.push({ name, times: [], file: await bundleOf(name, session) })
  }
  for (let round = -1; round < rounds; round += 1) {
    progress(`workerd, round ${round + 1} of ${rounds}`)
    for (const [turn] of contestants.entries()) {
      const { file, times } = contestants[(turn + Math.max(round, 0)) % contestants.length]
      const took = await firstAnswer(workerd, file)
      if (round >= 0) {
        times.push(took)
      }
    }
  }
  const [{ times: floor }] = contestants
  return contestants.map(({ name, times }) => {
    const ratios = times.map((time, round) => time / floor[round])
    return [
      name,
      `${quantile(times, 0.5).toFixed(0)} ms`,
      quantile(ratios, 0.5).toFixed(2),
      `${quantile(ratios, 0.1).toFixed(2)}–${quantile(ratios, 0.9).toFixed(2)}`,
    ]
  })
}

/** @returns The path of a config of workerd that serves it; its port stands for itself. */
async function bundleOf(name, session) {
  const ours = name === 'ours' ? emit(folder, 'hono', 'cookie', { scopes: ['http'] }) : ''
  const entry = join(folder, `worker-${randomBytes(4).toString('hex')}`)
  writeFileSync(
    `${entry}.mjs`,
    `import { Hono } from 'hono'; ${session.replace('OURS', ours)}
    const app = new Hono(); use(app); app.get('/', async (c) => c.text(String(await get(c)))); export default app`,
  )
  await build({
    entryPoints: [`${entry}.mjs`],
    outfile: `${entry}.js`,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'error',
  })
  return `${entry}.js`
}

/** From the start of workerd to an answer with 200, in milliseconds. */
async function firstAnswer(workerd, file) {
  const port = await freePort()
  writeFileSync(
    `${file}.capnp`,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker", esModule = embed "${file.slice(folder.length + 1)}")],
    compatibilityDate = "2026-11-01", compatibilityFlags = ["nodejs_compat"],
    bindings = [(name = "SESSION_SECRETS", text = "${randomBytes(32).toString('base64url')}")],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`,
  )
  const began = performance.now()
  const child = spawn(workerd, ['serve', `${file}.capnp`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said = []
  child.stderr.on('data', (text) => said.push(text))
  try {
    while (child.exitCode === null) {
      const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => null)
      if (response !== null) {
        const text = await response.text()
        if (response.status !== 200) {
          throw new Error(`A worker answered with ${response.status}: ${text}\n${said.join('')}`)
        }
        return performance.now() - began
      }
      await new Promise((done) => setTimeout(done, 1))
    }
    throw new Error(`workerd does not start:\n${said.join('')}`)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}
