// How long workerd takes until its first answer with a session, beside those of others and beside none.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { quantile } from '../figures.mjs'
import { emit } from './emit.mjs'
import { freePort, progress } from './start.mjs'

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

/**
 * @param folder Where the packages are found from.
 * @returns The rows of a table.
 */
export async function coldStarts(folder, rounds) {
  const workerd = createRequire(import.meta.url)('workerd').default
  const contestants = []
  for (const [name, session] of Object.entries(WORKERS)) {
    contestants.push({ name, times: [], file: await bundleOf(folder, name, session) })
  }
  for (let round = -1; round < rounds; round += 1) {
    progress(`workerd, round ${round + 1} of ${rounds}`)
    for (const [turn] of contestants.entries()) {
      const { file, times } = contestants[(turn + Math.max(round, 0)) % contestants.length]
      const took = await firstAnswer(workerd, folder, file)
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
async function bundleOf(folder, name, session) {
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
async function firstAnswer(workerd, folder, file) {
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
