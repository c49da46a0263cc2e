// A project of which a run can be remembered.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { apply, prepare, type Run, wireIn } from '../pipeline.ts'
import type { Question } from './answers.ts'
import type { Package } from './recall.ts'
import { remember } from './remember.ts'

/** Where it is installed decides; it need not be there. */
export const SELF: Package = { root: join('/shop', 'node_modules', 'create-session'), version: '1.0.0' }
export const ENV: NodeJS.ProcessEnv = {}
export const PRINTED = 'sessions.config.ts and its code agree.\n'

export interface KeptProject {
  /** A folder of the test's own, above the project. */
  readonly above: string
  readonly root: string
  readonly question: Question
  write(path: string, text: string): void
  /** Generates the code, and wires it in; then a run has nothing to do. */
  generated(): Promise<Run>
  /** Remembers a run as if nothing had changed for long. */
  remember(run: Run, env?: NodeJS.ProcessEnv): void
  /** The one answer that is kept. */
  states(): Readonly<Record<string, string>>
  hasAnswer(): boolean
  remove(): void
}

export function keptProject(files: Readonly<Record<string, string>> = {}): KeptProject {
  const above = mkdtempSync(join(realpathSync(tmpdir()), 'create-session-kept-'))
  const root = join(above, 'shop')
  const answers = join(root, 'node_modules/.cache/create-session')
  const project: KeptProject = {
    above,
    root,
    question: { args: ['check'], folder: root, environment: [] },
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    generated: async () => {
      apply((await wireIn(await prepare({ root }))).run)
      return prepare({ root })
    },
    remember: (run, env = ENV) =>
      remember(
        project.question,
        SELF,
        { printed: PRINTED, runs: [run], startedAt: Number.MAX_SAFE_INTEGER, above: {} },
        env,
      ),
    states: () => {
      const [name = ''] = readdirSync(answers)
      return (JSON.parse(readFileSync(join(answers, name), 'utf8')) as { states: Record<string, string> }).states
    },
    hasAnswer: () => {
      try {
        return readdirSync(answers).length > 0
      } catch {
        return false
      }
    },
    remove: () => rmSync(above, { recursive: true, force: true }),
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  const all = {
    'package.json': '{ "type": "module", "dependencies": { "express": "^5.3.0" } }\n',
    'tsconfig.json': '{ "extends": "./tsconfig.base.json" }\n',
    'tsconfig.base.json': '{ "compilerOptions": { "module": "nodenext" } }\n',
    'sessions.config.ts': "export default { target: 'express', backend: 'memory' }\n",
    'src/app.ts': "import express from 'express'\n\nconst app = express()\napp.listen(3000)\n",
    ...files,
  }
  Object.entries(all).forEach(([path, text]) => project.write(path, text))
  return project
}
