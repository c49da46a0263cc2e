// Small projects in which tests run the commands, and what these print as files.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { packageRoot } from '../emit/read-template.ts'
import { main } from './main.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
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

export const APP = `import express from 'express'\n\nexpress().listen(3000)\n`

/** An Express application in TypeScript that has code of its own. */
export function expressProject(): TrialProject {
  return trialProject({
    'package.json': JSON.stringify({
      name: 'shop',
      type: 'module',
      dependencies: { express: '^5.3.0' },
      devDependencies: { typescript: '^5.9.0' },
    }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext' } }),
    'src/app.ts': APP,
  })
}

/** Runs a command where nobody can answer, without a process of its own. */
export async function call(project: TrialProject, ...args: readonly string[]): Promise<Ended> {
  const printed = { out: '', err: '' }
  const code = await main([...args, '--cwd', project.root], {
    out: (text) => (printed.out += `${text}\n`),
    err: (text) => (printed.err += `${text}\n`),
    isInteractive: false,
    hasColours: false,
  })
  return { code, ...printed }
}

/** Compares what a command printed with the file of this name. */
export async function expectPrinted(name: string, args: readonly string[], { code, out, err }: Ended): Promise<void> {
  const parts = [`$ create-session ${args.join(' ')}`.trimEnd(), out.trimEnd(), err.trimEnd(), `exit ${code}`]
  await expect(`${parts.filter((part) => part !== '').join('\n\n')}\n`).toMatchFileSnapshot(
    join(packageRoot(), `snapshots/cli/${name}.txt`),
  )
}
