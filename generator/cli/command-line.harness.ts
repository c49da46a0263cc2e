// Runs the built command line as a real process, in projects of its own.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../emit/read-template.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

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

export interface TrialProject {
  readonly root: string
  write(path: string, text: string): void
  read(path: string): string
  /** Replaces text in a file; it must be there. */
  edit(path: string, from: string, to: string): void
  /** Every file, text by path. */
  tree(): ReadonlyMap<string, string>
  copy(): TrialProject
  remove(): void
}

export function trialProject(files: Readonly<Record<string, string>>): TrialProject {
  const root = mkdtempSync(join(tmpdir(), 'create-session-project-'))
  const project: TrialProject = {
    root,
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    edit: (path, from, to) => {
      const text = project.read(path)
      if (!text.includes(from)) {
        throw new Error(`${path} does not hold ${from}`)
      }
      project.write(path, text.replace(from, to))
    },
    tree: () =>
      new Map(
        readdirSync(root, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
          .toSorted()
          .map((path) => [path, project.read(path)]),
      ),
    copy: () => {
      const other = trialProject({})
      cpSync(root, other.root, { recursive: true })
      return other
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  Object.entries(files).forEach(([path, text]) => project.write(path, text))
  return project
}
