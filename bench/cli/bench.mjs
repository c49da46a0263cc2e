// How long the commands take, as ratios to a floor of the same run: `node bench/cli/bench.mjs`. See docs/speed.md.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cpus, release, tmpdir, type } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { quantile, table } from '../figures.mjs'
import { ours, peers } from './contestants.mjs'
import { measure } from './measure.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../..')
/** The commands that have a goal, and how many times the floor they may take. */
const GOALS = [
  [/^create-session (--version|.*--help|.*nothing to do)$/, 1.5],
  [/^create-session generate, all to write$/, 6],
]

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    /** A tarball of the package, if it is not to be packed. */
    tarball: { type: 'string' },
    /** Node binaries, instead of those that there are. */
    node: { type: 'string', multiple: true },
    'without-peers': { type: 'boolean', default: false },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'create-session-bench-'))
try {
  const project = install(values.tarball === undefined ? pack() : resolve(values.tarball))
  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${type()} ${release()}, ${values.rounds} rounds\n`)
  for (const node of values.node ?? nodes()) {
    bench(resolve(node), project)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The one that runs this, and those of the tests. */
function nodes() {
  const installed = ['node22', 'node24', 'node26'].map((name) =>
    join(ROOT, 'fixtures/runtimes/node_modules', name, 'bin/node'),
  )
  return [process.execPath, ...installed.filter((path) => existsSync(path))]
}

function pack() {
  run('npm', ['pack', '--pack-destination', folder], ROOT)
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  )
}

/** A small project of somebody else's, with the package installed. */
function install(tarball) {
  const project = join(folder, 'shop')
  mkdirSync(join(project, 'src'), { recursive: true })
  const manifest = { name: 'shop', private: true, type: 'module', dependencies: { hono: '^4.0.0' } }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext" } }\n')
  writeFileSync(join(project, 'src/app.ts'), "import { Hono } from 'hono'\n\nexport default new Hono()\n")
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--save-dev', tarball], project)
  return project
}

/** The same project once more, with the same packages. */
function likewise(project, name) {
  const other = join(folder, name)
  rmSync(other, { recursive: true, force: true })
  cpSync(project, other, { recursive: true, filter: (path) => path !== join(project, 'node_modules') })
  symlinkSync(join(project, 'node_modules'), join(other, 'node_modules'))
  return other
}

function bench(node, project) {
  const version = run(node, ['--version'], folder).trim()
  // Somebody's own machine: in CI nothing is kept from one run to the next.
  const env = { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: undefined, CI: undefined, GITHUB_ACTIONS: undefined }
  writeFileSync(join(project, 'sessions.config.ts'), "export default { target: 'hono', backend: 'memory' }\n")
  for (const path of ['node_modules/.cache', 'src/sessions', '.sessions']) {
    rmSync(join(project, path), { recursive: true, force: true })
  }
  const program = join(project, 'node_modules/create-session/dist/bin/create-session.js')
  run(node, [program, 'generate'], project, env)
  waitForAnswers(node, program, project, env)
  const files = [
    'sessions.config.ts',
    'package.json',
    'tsconfig.json',
    ...filesIn(project, 'src/sessions'),
    ...filesIn(project, '.sessions'),
  ]
  const [linked, cold] = ['linked', 'cold'].map((name) => likewise(project, name))
  const renew = () => {
    const fresh = likewise(project, 'fresh')
    for (const path of ['sessions.config.ts', 'src/sessions', '.sessions']) {
      rmSync(join(fresh, path), { recursive: true })
    }
  }
  const contestants = [
    ...ours({ kept: project, linked, cold, fresh: join(folder, 'fresh') }, files, env, renew),
    ...(values['without-peers'] ? [] : peersFor(node, version, env)),
  ]
  const seconds = measure(node, contestants, Number(values.rounds))
  print(
    version,
    contestants,
    seconds,
    `${filesIn(project, 'src/sessions').length} generated files, ${files.length} files to look at`,
  )
}

/** Nothing is remembered of files that changed a moment ago. */
function waitForAnswers(node, program, project, env) {
  for (const command of ['check', 'generate']) {
    const before = answersIn(project)
    for (let tries = 0; answersIn(project) === before && tries < 20; tries += 1) {
      run(node, [program, command], project, env)
    }
    if (answersIn(project) === before) {
      throw new Error(`Nothing is remembered of ${command}`)
    }
  }
}

function answersIn(project) {
  const cache = join(project, 'node_modules/.cache/create-session')
  return existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.json')).length : 0
}

/** Those that run at all: once, which also writes what they then find written. */
function peersFor(node, version, env) {
  const there = join(folder, `peers-${version}`)
  mkdirSync(there)
  if (!existsSync(join(HERE, 'node_modules'))) {
    console.log('Peers are left out: npm ci --prefix bench/cli --ignore-scripts\n')
    return []
  }
  symlinkSync(join(HERE, 'node_modules'), join(there, 'node_modules'))
  cpSync(join(HERE, 'peers'), there, { recursive: true })
  return peers(join(HERE, 'node_modules'), there, env).filter(({ name, args, prepare = args }) => {
    const { status, stderr, stdout } = spawnSync(node, prepare, { cwd: there, env, encoding: 'utf8' })
    if (status !== 0) {
      console.log(`${name} does not run on Node ${version}: ${/^.*Error.*$/m.exec(stderr + stdout)?.[0] ?? status}\n`)
    }
    return status === 0
  })
}

function print(version, contestants, seconds, what) {
  const rows = contestants.map(({ name, floor }) => {
    const own = seconds.get(name)
    const ratios = floor === undefined ? [] : own.map((value, round) => value / seconds.get(floor)[round])
    const goal = GOALS.find(([pattern]) => pattern.test(name))?.[1]
    const ratio = ratios.length === 0 ? 'floor' : quantile(ratios, 0.5).toFixed(2)
    const spread = ratios.length === 0 ? '' : `${quantile(ratios, 0.1).toFixed(2)}–${quantile(ratios, 0.9).toFixed(2)}`
    const verdict = goal === undefined ? '' : `≤ ${goal}: ${quantile(ratios, 0.5) <= goal ? 'met' : 'missed'}`
    return [name, `${(quantile(own, 0.5) * 1000).toFixed(0)} ms`, ratio, spread, verdict]
  })
  const heads = [`Node ${version}`, 'median', 'ratio', '10–90 %', 'goal']
  table(heads, rows)
  console.log(`${what}.\n`)
}

function filesIn(project, path) {
  return readdirSync(join(project, path), { recursive: true })
    .map((name) => `${path}/${name}`)
    .filter((name) => statSync(join(project, name)).isFile())
}

function run(program, args, cwd, env = process.env) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  }
  return stdout
}
