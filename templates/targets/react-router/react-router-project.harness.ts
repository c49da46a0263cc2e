// The project of `fixtures/projects/react-router` as a user has it: scaffolded, and built by React Router.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../contracts/services.ts'
import { ROOT, runBuild } from './react-router-build.harness.ts'

export interface Project {
  readonly folder: string
  /** @returns What it printed; a failure throws. */
  run(program: string, ...args: readonly string[]): string
  read(path: string): string
  edit(path: string, found: string | RegExp, replacement: string): void
  write(path: string, text: string): void
  build(): void
  /** Everything that browsers may get, as one text. */
  clientCode(): string
  remove(): void
}

/** A copy, without what calls the sessions. */
export function copyProject(): Project {
  const { path: folder, remove } = temporaryFolder('react-router')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(ROOT, 'fixtures/projects/react-router'), folder, { recursive: true })
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  const project: Project = {
    folder,
    read,
    run(program, ...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, program), ...args], {
        cwd: folder,
        env: { ...process.env, NODE_ENV: '', NO_COLOR: '1' },
        encoding: 'utf8',
      })
      if (status !== 0) {
        throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`)
      }
      return stdout
    },
    edit(path, found, replacement) {
      const text = read(path)
      const next = text.replace(found, () => replacement)
      if (next === text) {
        throw new Error(`${path} has no ${found}`)
      }
      writeFileSync(join(folder, path), next)
    },
    write: (path, text) => writeFileSync(join(folder, path), text),
    build: () => runBuild(folder),
    clientCode: () =>
      readdirSync(join(folder, 'build/client'), { recursive: true, encoding: 'utf8' })
        .map((path) => join(folder, 'build/client', path))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, 'utf8'))
        .join('\n'),
    remove,
  }
  project.edit('app/root.tsx', /^import \{ sessions \}.*\n/m, '')
  project.edit('app/root.tsx', /^export const middleware.*\n\n/m, '')
  return project
}

/** Calls the command of the package, as `npx create-session` does. */
export function scaffold(project: Project, ...args: readonly string[]): string {
  return project.run('dist/bin/create-session.js', '--yes', '--no-install', '--no-env', ...args)
}
