// The project of `fixtures/projects/tanstack-start` as a user has it: scaffolded, built by Vite, and served with its scripts.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from 'srvx/node'
import { staticMiddleware } from 'srvx/static'
import { temporaryFolder } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { build, ROOT, type ServerEntry } from './tanstack-start-build.harness.ts'

export const PROJECT: string = join(ROOT, 'fixtures/projects/tanstack-start')

export interface Project {
  readonly folder: string
  /** @returns What it printed; a failure throws. */
  run(program: string, ...args: readonly string[]): string
  read(path: string): string
  write(path: string, text: string): void
  build(): void
  /** Everything that browsers may get, as one text. */
  clientCode(): string
  /** The built application on a real server, its files beside it. */
  serve(): Promise<RunningServer>
  remove(): void
}

/** A copy without the file that calls the sessions, scaffolded by the command of the package as `npx create-session` does it. */
export function scaffold(...args: readonly string[]): Project {
  const { path: folder, remove } = temporaryFolder('tanstack-start')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  cpSync(PROJECT, folder, { recursive: true })
  rmSync(join(folder, 'src/start.ts'))
  const project: Project = {
    folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    run(program, ...programArgs) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, program), ...programArgs], {
        cwd: folder,
        env: { ...process.env, NODE_ENV: '', NO_COLOR: '1' },
        encoding: 'utf8',
      })
      if (status !== 0) {
        throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`)
      }
      return stdout
    },
    write: (path, text) => writeFileSync(join(folder, path), text),
    build: () => build(folder),
    clientCode: () =>
      readdirSync(join(folder, 'dist/client'), { recursive: true, encoding: 'utf8' })
        .map((path) => join(folder, 'dist/client', path))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, 'utf8'))
        .join('\n'),
    async serve() {
      const { default: entry } = (await import(/* @vite-ignore */ join(folder, 'dist/server/server.js'))) as {
        default: ServerEntry
      }
      // As `srvx --prod -s ../client dist/server/server.js` does it.
      const server = serve({
        port: 0,
        hostname: '127.0.0.1',
        silent: true,
        gracefulShutdown: false,
        middleware: [staticMiddleware({ dir: join(folder, 'dist/client') })],
        fetch: (request) => entry.fetch(request),
      })
      await server.ready()
      return { url: (server.url ?? '').replace(/\/$/, ''), stop: () => server.close(true) }
    },
    remove,
  }
  project.run('dist/bin/create-session.js', '--yes', '--no-install', '--no-env', ...args)
  return project
}
