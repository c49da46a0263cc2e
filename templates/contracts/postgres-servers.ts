// A PostgreSQL server for tests, on a free port of 127.0.0.1 and in a folder of its own; and PgBouncer before it.
import { chmodSync, chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePort, isOnPath, start, temporaryFolder } from './services.ts'

const run = promisify(execFile)

const HOST = '127.0.0.1'
const VERSIONS = '/usr/lib/postgresql'

/** The folder of the server's programs: the newest that Debian has installed, or '' for those on PATH; null where there are none. */
const programs: string | null = isOnPath('initdb') ? '' : newestPrograms()

/** Why there is no server of one's own to start; null where there is. */
export const missingPostgres: string | null =
  programs === null ? 'PostgreSQL is not installed (Debian: apt-get install postgresql)' : null

export const missingPgbouncer: string | null =
  missingPostgres ?? (isOnPath('pgbouncer') ? null : 'pgbouncer is not on PATH (Debian: apt-get install pgbouncer)')

export interface PostgresServer {
  readonly port: number
  readonly url: string
  /** Runs SQL over a connection of its own, and returns the rows of the last statement. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>
  /** No process of the server answers any more, until `resume`; connections stay open. */
  hang(): Promise<void>
  resume(): Promise<void>
  /** Ends it at once, connections too; `restart` starts it again on the same port, with its data. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param settings More of the server's settings: `['max_connections=8']`. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres')
  const data = join(folder.path, 'data')
  const port = await freePort()
  const url = `postgres://postgres@${HOST}:${port}/postgres`
  await ownedByServer(folder.path)
  await run(...asServer('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8']), {
    cwd: '/',
  })
  const sql = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      const result: unknown = await client.query(text)
      const last: unknown = Array.isArray(result) ? result.at(-1) : result
      return (last as { rows: Record<string, unknown>[] }).rows
    } finally {
      await client.end()
    }
  }
  // What is committed outlasts `kill`: that needs synchronous_commit, but no flush to the disk.
  const fast = ['fsync=off', 'full_page_writes=off']
  const given = [`listen_addresses=${HOST}`, `unix_socket_directories=${folder.path}`, ...fast, ...settings]
  const launch = (): ReturnType<typeof start> =>
    start(
      ...asServer('postgres', ['-D', data, '-p', String(port), ...given.flatMap((setting) => ['-c', setting])]),
      async () => void (await sql('SELECT 1')),
      { cwd: '/' },
    )
  let server = await launch()
  const signal = async (name: 'STOP' | 'CONT'): Promise<void> => {
    const parent = Number(server.process.pid)
    const children = await run('pgrep', ['-P', String(parent)]).then(({ stdout }) =>
      stdout.trim().split('\n').map(Number),
    )
    for (const id of [parent, ...children]) {
      process.kill(id, `SIG${name}`)
    }
  }
  // SIGQUIT: the children go with it. The server takes its memory for its own again when it is started anew.
  const kill = (): Promise<void> => server.stop('SIGQUIT')
  return {
    port,
    url,
    sql,
    hang: () => signal('STOP'),
    resume: () => signal('CONT'),
    kill,
    restart: async () => {
      server = await launch()
    },
    stop: async () => {
      await kill()
      folder.remove()
    },
  }
}

export interface Pgbouncer {
  readonly url: string
  stop(): Promise<void>
}

/** In transaction mode: each statement outside of a transaction may get another of its two connections. */
export async function startPgbouncer(server: PostgresServer): Promise<Pgbouncer> {
  const folder = temporaryFolder('pgbouncer')
  const port = await freePort()
  const url = `postgres://postgres@${HOST}:${port}/postgres`
  const config = join(folder.path, 'pgbouncer.ini')
  const lines = [
    '[databases]',
    `postgres = host=${HOST} port=${server.port} user=postgres`,
    '[pgbouncer]',
    `listen_addr = ${HOST}`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 2',
    // From 1.21 on it can follow prepared statements; older ones cannot.
    ...((await hasPreparedStatements()) ? ['max_prepared_statements = 0'] : []),
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  await ownedByServer(folder.path)
  const ready = async (): Promise<void> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.end()
  }
  const [program, args] = isRoot() ? asUser('pgbouncer', [config]) : ['pgbouncer', [config]]
  const pooler = await start(program, args, ready, { cwd: '/' })
  return {
    url,
    stop: async () => {
      await pooler.stop('SIGKILL')
      folder.remove()
    },
  }
}

async function hasPreparedStatements(): Promise<boolean> {
  const { stdout } = await run('pgbouncer', ['--version'])
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? []
  return Number(major) > 1 || Number(minor) >= 21
}

/** A program of the server: it refuses to run as root, and then runs as the user that Debian made for it. */
function asServer(program: string, args: readonly string[]): [string, string[]] {
  const path = join(programs ?? '', program)
  return isRoot() ? asUser(path, args) : [path, [...args]]
}

function asUser(program: string, args: readonly string[]): [string, string[]] {
  return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', program, ...args]]
}

async function ownedByServer(path: string): Promise<void> {
  if (isRoot()) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])))
    const [user, group] = ids.map(({ stdout }) => Number(stdout))
    chownSync(path, Number(user), Number(group))
    readdirSync(path).forEach((name) => chownSync(join(path, name), Number(user), Number(group)))
    chmodSync(path, 0o755)
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function newestPrograms(): string | null {
  const found = existsSync(VERSIONS) ? readdirSync(VERSIONS) : []
  const newest = found.toSorted((a, b) => Number(a) - Number(b)).at(-1)
  return newest === undefined ? null : join(VERSIONS, newest, 'bin')
}
