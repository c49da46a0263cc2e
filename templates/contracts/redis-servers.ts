// Redis servers for tests: alone, with TLS, as a Cluster, under Sentinel. Each on free ports of 127.0.0.1, in a folder of its own.
import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, isOnPath, start, temporaryFolder } from './services.ts'

const run = promisify(execFile)

/** Why there is no server of one's own to start; null where there is. */
export const missingRedis: string | null =
  isOnPath('redis-server') && isOnPath('redis-cli')
    ? null
    : 'redis-server is not on PATH (Debian: apt-get install redis-server)'

export const missingOpenssl: string | null = isOnPath('openssl') ? null : 'openssl is not on PATH'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Runs one command by redis-cli, and returns what it prints. */
  command(...words: readonly string[]): Promise<string>
  /** The process answers nothing any more, until `resume`; connections stay open. */
  hang(): void
  resume(): void
  /** Ends the process; `restart` starts it again on the same port: without its data, unless its arguments let it keep them. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param args More arguments, for example `['--requirepass', 'secret']`; with TLS the port is the TLS port. */
export async function startRedis(
  args: readonly string[] = [],
  options: { readonly tls?: Certificate; readonly cli?: readonly string[] } = {},
): Promise<RedisServer> {
  const folder = temporaryFolder('redis')
  const port = await freePort()
  const { tls, cli = [] } = options
  const listen =
    tls === undefined ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port), ...tls.server]
  const persistence = ['--save', '', '--appendonly', 'no', '--dir', folder.path]
  const command = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await run('redis-cli', ['-p', String(port), ...(tls?.client ?? []), ...cli, ...words])
    return stdout.trim()
  }
  const ready = async (): Promise<void> => {
    const answer = await command('ping')
    if (answer !== 'PONG') {
      throw new Error(answer)
    }
  }
  const launch = (): ReturnType<typeof start> =>
    start('redis-server', ['--bind', '127.0.0.1', ...listen, ...persistence, ...args], ready)
  let server = await launch()
  return {
    port,
    url: `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`,
    command,
    hang: () => void server.process.kill('SIGSTOP'),
    resume: () => void server.process.kill('SIGCONT'),
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

export interface Certificate {
  readonly authority: string
  /** Path of the server's key. */
  readonly key: string
  /** Arguments of redis-server and of redis-cli. */
  readonly server: readonly string[]
  readonly client: readonly string[]
  remove(): void
}

/** A certificate for 127.0.0.1 that is its own authority. */
export function createCertificate(): Certificate {
  const folder = temporaryFolder('certificate')
  const [key, authority] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', [...kind, '-keyout', key, '-out', authority, ...subject], { stdio: 'ignore' })
  const files = ['--tls-cert-file', authority, '--tls-key-file', key, '--tls-ca-cert-file', authority]
  return {
    authority,
    key,
    server: [...files, '--tls-auth-clients', 'no'],
    client: ['--tls', '--cacert', authority],
    remove: () => folder.remove(),
  }
}

export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  stop(): Promise<void>
}

/** Three masters that share the slots, without replicas. */
export async function startCluster(): Promise<RedisCluster> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
  const nodes = await Promise.all(
    [1, 2, 3].map(async () => startRedis([...args, '--cluster-port', String(await freePort())])),
  )
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'])
  await until(async () =>
    (await Promise.all(nodes.map((node) => node.command('cluster', 'info')))).every((info) =>
      info.includes('cluster_state:ok'),
    ),
  )
  return { nodes, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) }
}

export interface RedisSentinel {
  readonly name: string
  /** Where the sentinel listens. */
  readonly port: number
  readonly master: RedisServer
  readonly replica: RedisServer
  stop(): Promise<void>
}

/** A master, its replica, and one sentinel that makes the replica the master once it has not heard of the master for a second. */
export async function startSentinel(): Promise<RedisSentinel> {
  const name = 'sessions'
  const master = await startRedis()
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port)])
  const folder = temporaryFolder('sentinel')
  const port = await freePort()
  const config = join(folder.path, 'sentinel.conf')
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder.path}`,
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ]
  writeFileSync(config, lines.join('\n'))
  const ask = async (...words: readonly string[]): Promise<string> =>
    (await run('redis-cli', ['-p', String(port), ...words])).stdout
  const sentinel = await start('redis-server', [config, '--sentinel'], async () => void (await ask('ping')))
  await until(async () => (await replica.command('info', 'replication')).includes('master_link_status:up'))
  await until(async () => (await ask('sentinel', 'replicas', name)).includes(String(replica.port)))
  const stop = async (): Promise<void> => {
    await sentinel.stop('SIGKILL')
    await Promise.all([master.stop(), replica.stop()])
    folder.remove()
  }
  return { name, port, master, replica, stop }
}

/** Waits until something is so; a test that waits for ever runs out of its time. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
