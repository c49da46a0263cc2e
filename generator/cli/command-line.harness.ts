// Runs the built command line as a real process.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../emit/read-template.ts'
import type { Ended } from './trial-project.harness.ts'

export interface CommandLine {
  /** Runs `create-session` with these arguments, where nobody can answer. */
  run(cwd: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Ended
  /** What a shell types to start it. */
  readonly program: string
  remove(): void
}

/** Builds the command line into a folder of its own below the package, where its dependencies are found. */
export function buildCommandLine(): CommandLine {
  const cache = join(packageRoot(), 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'create-session-'))
  const tsc = join(packageRoot(), 'node_modules/typescript/bin/tsc')
  const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], {
    cwd: packageRoot(),
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    throw new Error(`The command line does not build:\n${built.stdout}`)
  }
  const program = join(folder, 'bin/create-session.js')
  return {
    program: `${process.execPath} ${program}`,
    run: (cwd, env, ...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NO_COLOR: '1', ...env },
      })
      return { code: status, out: stdout, err: stderr }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
