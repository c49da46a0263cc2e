// What a user of each target gets and starts: a tree emitted into a project, and an application around it, as one file.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { RuntimeName } from '../templates/contracts/runtimes.ts'
import { type TargetName, targets } from '../templates/registry.ts'
import type { SessionInput } from './config/schema.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'

const ROOT = packageRoot()

/** As the comment on the backend says: it goes on when Redis has been away. */
const CLIENT = `
  import { createClient } from 'redis'
  const client = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
  client.on('error', () => {})
  await client.connect()
`

/** What NestJS imports where an application asks for it, and goes without elsewhere. */
const NOT_ASKED_FOR = [
  '@nestjs/microservices',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  'class-transformer',
  'class-validator',
]
/** Part of a platform, or native: no bundle takes these in. */
const DRIVERS = ['bun:sqlite', 'better-sqlite3', '@libsql/client']

/** An application that is ready to be started: a module, or a config of workerd. */
export interface Application {
  readonly folder: string
  readonly file: string
}

/** Whether a program of it runs there: what a framework builds by itself is run by the tests of its target. */
export function runsOn(target: TargetName, runtime: RuntimeName): boolean {
  return (
    isProgram(target) &&
    targets.some(({ name, runtimes }) => name === target && runtimes.some((each) => runtime.startsWith(each)))
  )
}

/** Whether there is an application around it that can be bundled into one file. */
export function isProgram(target: TargetName): boolean {
  return existsSync(join(ROOT, 'templates/contracts/runtime-apps', `${target}-node.ts`))
}

function isForWeb(target: TargetName): boolean {
  return targets.some(({ name, platform }) => name === target && platform === 'web')
}

/**
 * Emits a tree into a project of its own.
 *
 * @returns The path of its index.
 */
export async function emitTree(folder: string, target: TargetName, config: SessionInput): Promise<string> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "devDependencies": { "typescript": "*" } }\n')
  writeFileSync(join(folder, 'sessions.config.ts'), `export default ${JSON.stringify({ target, ...config })}\n`)
  apply(await prepare({ root: folder }))
  return join(folder, 'sessions/index.ts')
}

/**
 * Bundles a tree and an application around it into one file. What is left to import is the platform's own.
 *
 * @param index The tree's index.
 * @param variables What `process.env` will hold of ours; workerd has it from its config.
 * @param program Which of `runtime-apps` the application is; the contract's, unless told otherwise.
 * @param connection The code that makes `client`; its driver is to be found from the folder.
 */
export async function buildApplication(
  folder: string,
  index: string,
  target: TargetName,
  runtime: RuntimeName,
  variables: Readonly<Record<string, string>>,
  program: string = `${target}-${isForWeb(target) && !runtime.startsWith('node') ? runtime : 'node'}`,
  connection: string = 'REDIS_URL' in variables ? CLIENT : 'const client = undefined',
): Promise<Application> {
  mkdirSync(folder, { recursive: true })
  const isWorkerd = runtime === 'workerd'
  const outfile = join(folder, 'application.mjs')
  await build({
    stdin: {
      contents: `
        import * as emitted from ${JSON.stringify(index)}
        import { run } from './runtime-apps/${program}.ts'
        ${connection}
        export default run(emitted.sessions, client === undefined ? {} : { client }, emitted)
      `,
      resolveDir: join(ROOT, 'templates/contracts'),
    },
    outfile,
    // Of the packages that the tree imports.
    nodePaths: [join(ROOT, 'node_modules')],
    external: [...DRIVERS, ...NOT_ASKED_FOR, 'cloudflare:*'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: isWorkerd ? 'neutral' : 'node',
    mainFields: ['module', 'main'],
    // Packages that differ from runtime to runtime say so by these names.
    conditions: runtime.startsWith('node') ? [] : [runtime],
    // CommonJS modules ask for a `require`.
    banner: {
      js: isWorkerd
        ? ''
        : `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url)`,
    },
    logLevel: 'silent',
  })
  return { folder, file: isWorkerd ? writeWorkerdConfig(folder, variables) : outfile }
}

function writeWorkerdConfig(folder: string, variables: Readonly<Record<string, string>>): string {
  const bindings = Object.entries(variables).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  )
  const file = join(folder, 'config.capnp')
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [(name = "application.mjs", esModule = embed "application.mjs")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = [${bindings.length > 0 ? '"nodejs_compat"' : ''}],
  bindings = [${bindings.join(', ')}],
);
`,
  )
  return file
}
