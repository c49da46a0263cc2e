// The application of `fixtures/react-router`, built by React Router, and a real server on Node for it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createRequestListener } from '@react-router/node'
import type { ServerBuild } from 'react-router'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { HandedOver } from '../../../fixtures/react-router/app/handed-over.server.ts'

export const ROOT: string = join(import.meta.dirname, '../../..')

/** The application that is built for these tests. */
export const application: string = join(ROOT, 'fixtures/react-router')

const PROGRAM = join(ROOT, 'node_modules/@react-router/dev/dist/cli/index.js')

/**
 * Builds an application, or finds what it was built into before.
 *
 * @param source Its folder.
 * @returns A folder with `build` in it. It lies where the packages that the application imports are found.
 */
export function build(source: string): string {
  const cache = join(ROOT, 'node_modules/.cache/create-session')
  const folder = join(cache, `react-router-${hashOf(source)}`)
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    const own = mkdtempSync(join(cache, 'building-'))
    cpSync(source, own, { recursive: true })
    runBuild(own)
    try {
      renameSync(own, folder)
    } catch (error) {
      // Another test was faster.
      rmSync(own, { recursive: true })
      if (!existsSync(folder)) {
        throw error
      }
    }
  }
  return folder
}

/** @throws {Error} With what the program said, if it fails. */
export function runBuild(folder: string, env: Readonly<Record<string, string>> = {}): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'build'], {
    cwd: folder,
    // Vitest's own NODE_ENV would make a build for tests.
    env: { ...process.env, NODE_ENV: 'production', ...env },
    encoding: 'utf8',
  })
  if (status !== 0) {
    throw new Error(`react-router build ended with ${status}:\n${stdout}${stderr}`)
  }
}

let count = 0

/** Starts the application with what is handed over to it. */
export async function serve(handedOver: HandedOver): Promise<RunningServer> {
  const folder = build(application)
  Object.assign(globalThis, { handedOver })
  count += 1
  const built = (await import(
    /* @vite-ignore */ `${join(folder, 'build/server/index.js')}?${count}`
  )) as unknown as ServerBuild
  return listen(built)
}

/** @param files What browsers get as it is, such as scripts; null where nobody asks for any. */
export async function listen(built: ServerBuild, files: string | null = null): Promise<RunningServer> {
  const answer = createRequestListener({ build: built, mode: 'production' })
  const server = createServer((request, response) => {
    const path = request.url?.startsWith('/assets/') === true && files !== null ? join(files, request.url) : null
    if (path === null) {
      void answer(request, response)
    } else {
      response.setHeader('Content-Type', path.endsWith('.js') ? 'text/javascript' : 'text/css').end(readFileSync(path))
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => void server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

/** What the build depends on: the sources, and what builds them. */
function hashOf(source: string): string {
  const hash = createHash('sha256').update(process.version)
  const packages = ['react-router', '@react-router/dev', 'react', 'vite'].map((name) =>
    join(ROOT, 'node_modules', name, 'package.json'),
  )
  const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => join(source, path))
  for (const path of [...packages, ...sources.filter((file) => statSync(file).isFile())]) {
    hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}
