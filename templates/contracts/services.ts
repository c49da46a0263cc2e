// Where a test gets a server or a runtime from: an environment variable, the PATH, or a registry package; else it is skipped by name.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'

/** CI sets it: a test that would be skipped fails instead. */
export const REQUIRE_SERVICES: boolean = process.env['REQUIRE_SERVICES'] === '1'

/**
 * `describe`, or a skip whose name says what is missing and how to get it.
 *
 * @param missing Null where everything is there; else for example `redis-server is not on PATH (Debian: apt-get install redis-server)`.
 */
export function describeWith(missing: string | null, name: string, body: () => void): void {
  if (missing === null) {
    describe(name, body)
  } else if (REQUIRE_SERVICES) {
    describe(`${name}: ${missing}`, () => {
      throw new Error(`REQUIRE_SERVICES=1, and ${missing}`)
    })
  } else {
    describe.skip(`${name} (skipped: ${missing})`, body)
  }
}

/** Whether a program is on PATH. */
export function isOnPath(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** A folder that the test removes again. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `create-session-${name}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts a program; `ready` is tried until it does not throw. */
export async function start(
  program: string,
  args: readonly string[],
  ready: () => Promise<void>,
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<{ readonly process: ChildProcess; output(): string; stop(signal?: NodeJS.Signals): Promise<void> }> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    child.kill(signal)
    await exited
  }
  for (let attempt = 0; ; attempt += 1) {
    if (child.exitCode !== null) {
      throw new Error(`${program} ended with ${child.exitCode}:\n${output}`)
    }
    try {
      await ready()
      return { process: child, output: () => output, stop }
    } catch (error) {
      if (attempt === 400) {
        await stop('SIGKILL')
        throw new Error(`${program} did not get ready:\n${output}`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
