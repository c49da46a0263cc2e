// A MariaDB server for tests, on a free port of 127.0.0.1 and in a folder of its own. It stands for MySQL, which Debian has not.
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createConnection } from 'mysql2/promise'
import { freePort, isOnPath, start, temporaryFolder } from './services.ts'

const run = promisify(execFile)

const HOST = '127.0.0.1'

/** Where Debian has the server, which is not on everybody's PATH. */
const PACKAGED = '/usr/sbin/mariadbd'

const program: string | null = isOnPath('mariadbd') ? 'mariadbd' : existsSync(PACKAGED) ? PACKAGED : null

/** Why there is no server of one's own to start; null where there is. */
export const missingMariadb: string | null =
  program === null || !isOnPath('mariadb-install-db')
    ? 'MariaDB is not installed (Debian: apt-get install mariadb-server)'
    : null

export interface MariadbServer {
  readonly port: number
  /** Of its administrator, and of a database that is empty. */
  readonly url: string
  /** Runs SQL over a connection of its own, and returns the rows of the last statement. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>
  /** It answers no more, until `resume`; connections stay open. */
  hang(): Promise<void>
  resume(): Promise<void>
  /** Ends it at once, connections too; `restart` starts it again on the same port, with its data. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param settings More of the server's settings: `['max-connections=8']`. */
export async function startMariadb(settings: readonly string[] = []): Promise<MariadbServer> {
  const folder = temporaryFolder('mariadb')
  const data = join(folder.path, 'data')
  const port = await freePort()
  const url = `mysql://root@${HOST}:${port}/app`
  const user = await ownedByServer(folder.path)
  const place = ['--no-defaults', `--datadir=${data}`, ...user]
  await run('mariadb-install-db', [...place, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const sql = async (text: string, to: string = url): Promise<readonly Record<string, unknown>[]> => {
    const connection = await createConnection({ uri: to, multipleStatements: true })
    try {
      const [result] = await connection.query(text)
      const results: readonly unknown[] = Array.isArray(result) ? result : [result]
      const last = results.at(-1)
      // Of several statements each has a result of its own: of one, the rows are the result.
      return (Array.isArray(last) ? last : results) as Record<string, unknown>[]
    } finally {
      await connection.end()
    }
  }
  // What is committed outlasts `kill`: it is written, if not flushed to the disk.
  const fast = ['innodb-flush-log-at-trx-commit=2', 'innodb-buffer-pool-size=32M', 'skip-log-bin']
  const listen = [`bind-address=${HOST}`, `port=${port}`, `socket=${join(folder.path, 's.sock')}`]
  const given = [...listen, ...fast, ...settings].map((setting) => `--${setting}`)
  const launch = (): ReturnType<typeof start> =>
    start(program ?? PACKAGED, [...place, ...given], async () => void (await sql('SELECT 1', url.replace('/app', ''))))
  let server = await launch()
  await sql('CREATE DATABASE app', url.replace('/app', ''))
  const signal = async (name: 'SIGSTOP' | 'SIGCONT'): Promise<void> => void server.process.kill(name)
  return {
    port,
    url,
    sql,
    hang: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    kill: () => server.stop('SIGKILL'),
    restart: async () => {
      server = await launch()
    },
    stop: async () => {
      await server.stop('SIGKILL')
      folder.remove()
    },
  }
}

/** It refuses to run as root, unless it is told to be the user that Debian made for it. */
async function ownedByServer(path: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) {
    return []
  }
  const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'mysql'])))
  const [user, group] = ids.map(({ stdout }) => Number(stdout))
  chownSync(path, Number(user), Number(group))
  chmodSync(path, 0o755)
  return ['--user=mysql']
}
