// memcached servers for tests, each on a free port of 127.0.0.1.
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { freePort, isOnPath, start } from '../../contracts/services.ts'

/** Why there is no server of one's own to start; null where there is. */
export const missingMemcached: string | null = isOnPath('memcached')
  ? null
  : 'memcached is not on PATH (Debian: apt-get install memcached)'

export interface MemcachedServer {
  readonly port: number
  /** Says something to it, and waits until its answer ends so. */
  say(text: string, end: string): Promise<string>
  /** All of its threads have stopped, and connections stay open. */
  hang(): Promise<void>
  resume(): void
  kill(): Promise<void>
  /** On the same port, without its items. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param args More arguments, for example `['-m', '8', '-M']`. */
export async function startMemcached(args: readonly string[] = []): Promise<MemcachedServer> {
  const port = await freePort()
  const say = (text: string, end: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      let answer = ''
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1')
        if (answer.endsWith(end)) {
          resolve(answer)
          socket.destroy()
        }
      })
      socket.on('error', reject)
      socket.on('close', () => reject(new Error(`memcached said ${JSON.stringify(answer)}`)))
    })
  const launch = (): ReturnType<typeof start> =>
    start(
      'memcached',
      ['-l', '127.0.0.1', '-p', String(port), '-U', '0', ...(process.getuid?.() === 0 ? ['-u', 'root'] : []), ...args],
      async () => void (await say('version\r\n', '\r\n')),
    )
  let server = await launch()
  return {
    port,
    say,
    async hang() {
      server.process.kill('SIGSTOP')
      while (!hasStopped(server.process.pid ?? 0)) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    resume: () => void server.process.kill('SIGCONT'),
    kill: () => server.stop('SIGKILL'),
    async restart() {
      server = await launch()
    },
    stop: () => server.stop('SIGKILL'),
  }
}

function hasStopped(pid: number): boolean {
  const folder = `/proc/${pid}/task`
  return readdirSync(folder).every((thread) => /\) T /.test(readFileSync(`${folder}/${thread}/stat`, 'utf8')))
}
