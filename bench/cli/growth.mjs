// Whether a monorepo of many configs takes its time in proportion, and its memory not at all: `node bench/cli/growth.mjs`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdToBudget } from '../budget.mjs'
import { table } from '../figures.mjs'
import { given } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../../dist/bin/create-session.js', import.meta.url))
const USAGE = `Whether a monorepo of many configs takes its time in proportion, and its memory not at all.

  npm run build && node bench/cli/growth.mjs      1 to 200 configs, about 6 minutes
  node bench/cli/growth.mjs --most 50
  node bench/cli/growth.mjs --check               ends with 1 where a config among many costs more than bench/cli/budget.json says
`
const values = given(USAGE, { most: { type: 'string', default: '200' }, check: { type: 'boolean', default: false } })

/** No two neighbours have the same code. */
const CONFIGS = [
  { target: 'hono', backend: 'memory' },
  { target: 'express', backend: { type: 'redis', client: 'node-redis' } },
  { target: 'fastify', backend: 'cookie' },
  { target: 'hono', backend: 'cookie', csrf: true, origins: ['https://shop.example.com'] },
  { target: 'express', backend: { type: 'postgres', client: 'pg' }, userKey: 'userId' },
]

/** Says at its end how much memory was resident at most. */
const WATCH = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error(`resident ${process.resourceUsage().maxRSS}`))",
)}`

const folder = mkdtempSync(join(tmpdir(), 'create-session-growth-'))
try {
  const rows = []
  const runs = []
  for (const count of [1, 10, 50, 100, 200].filter((each) => each <= Number(values.most))) {
    const root = monorepo(count)
    const [generate, check] = ['generate', 'check'].map((command) => run(command, root))
    runs.push({ count, generate, check })
    const each = (seconds) => `${((seconds * 1000) / count).toFixed(0)} ms`
    const seconds = (value) => `${value.toFixed(1)} s`
    rows.push([
      String(count),
      seconds(generate.seconds),
      each(generate.seconds),
      `${generate.megabytes.toFixed(0)} MB`,
      seconds(check.seconds),
      each(check.seconds),
      `${check.megabytes.toFixed(0)} MB`,
    ])
    rmSync(root, { recursive: true })
  }
  table(['configs', 'generate', 'each', 'resident', 'check', 'each', 'resident'], rows)
  if (values.check) {
    const [few, many] = [runs.find(({ count }) => count === 10), runs.at(-1)]
    holdToBudget(
      HERE,
      ['generate', 'check'].flatMap((command) => [
        [`${command}, a config among many`, many[command].seconds / many.count / (few[command].seconds / few.count)],
        [`${command}, memory with many`, many[command].megabytes / few[command].megabytes],
      ]),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function monorepo(count) {
  const root = join(folder, `of-${count}`)
  mkdirSync(join(root, 'packages'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "name": "shops", "private": true, "workspaces": ["packages/*"] }\n')
  for (let at = 0; at < count; at += 1) {
    const config = CONFIGS[at % CONFIGS.length]
    const project = join(root, 'packages', `shop-${String(at).padStart(3, '0')}`)
    mkdirSync(join(project, 'src'), { recursive: true })
    const dependencies = { [config.target]: '*', redis: '*', pg: '*', typescript: '*' }
    writeFileSync(
      join(project, 'package.json'),
      `${JSON.stringify({ name: `shop-${at}`, private: true, type: 'module', dependencies })}\n`,
    )
    writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext" } }\n')
    writeFileSync(join(project, 'sessions.config.ts'), `export default ${JSON.stringify(config)}\n`)
  }
  return root
}

function run(command, root) {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', WATCH, PROGRAM, command], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: undefined },
    maxBuffer: 2 ** 28,
  })
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) {
    throw new Error(`${command} ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`)
  }
  return { seconds, megabytes: Number(/^resident (\d+)$/m.exec(stderr)?.[1]) / 1024 }
}
