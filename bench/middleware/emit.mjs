// Our sessions as the generator emits them into a project of JavaScript, for each framework and place.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/create-session.js', import.meta.url))

const BACKENDS = {
  memory: { type: 'memory', allowInProduction: true, maxSessions: 1_000_000 },
  redis: { type: 'redis', client: 'node-redis' },
  file: { type: 'file' },
  cookie: { type: 'cookie' },
}

/** Everything that a config can ask for on a target without a server of its own. */
export const FULL = {
  scopes: ['http', 'websocket'],
  recentAuth: '10m',
  flash: true,
  clearSiteData: true,
  csrf: 'token',
  events: true,
  absoluteTimeout: '30d',
  exclude: ['^/assets/'],
  secure: 'auto',
}

/**
 * @param folder Where the packages are found from.
 * @param more Members of the config.
 * @returns The path of the emitted entry.
 */
export function emit(folder, target, backend, more = {}) {
  const project = mkdtempSync(join(folder, `${target}-${backend}-`))
  mkdirSync(join(project, 'src'))
  const dependencies = { [target]: '*', ...(backend === 'redis' ? { redis: '*' } : {}) }
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'shop', private: true, type: 'module', dependencies }),
  )
  const config = { target, backend: BACKENDS[backend], secure: false, ...more }
  writeFileSync(join(project, 'sessions.config.js'), `export default ${JSON.stringify(config)}\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'generate'], {
    cwd: project,
    encoding: 'utf8',
  })
  if (status !== 0) {
    throw new Error(`create-session generate ended with ${status}:\n${stdout}${stderr}`)
  }
  return join(project, 'src/sessions/index.js')
}
