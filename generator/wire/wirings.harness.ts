// Applications to be wired: the folders of `fixtures/wirings`, each file with `.txt` behind its name so that no tool takes it up.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { newConfig } from '../config/new-config.ts'
import { validateConfig } from '../config/validate.ts'
import { targetNames } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import { planAll } from '../plan/plan.ts'
import { readProjectFacts } from '../plan/project-facts.ts'
import { wireInputOf } from './check-wirings.ts'
import { readSources } from './read-sources.ts'
import type { WireInput } from './wiring.ts'

export const WIRINGS: string = join(packageRoot(), 'fixtures/wirings')
export const OUTCOME = 'outcome.txt'

export interface Setting {
  /** The members of the config beside `target`, as they are written. */
  readonly config?: string
  readonly isCommonJs?: boolean
  readonly isTypeScript?: boolean
  readonly tsconfig?: object
}

/** The files of a case, by their path in the project. */
export function filesOf(name: string): ReadonlyMap<string, string> {
  const folder = join(WIRINGS, name)
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path !== OUTCOME && statSync(join(folder, path)).isFile(),
  )
  return new Map(
    paths
      .toSorted()
      .map((path) => [path.replaceAll('\\', '/').replace(/\.txt$/, ''), readFileSync(join(folder, path), 'utf8')]),
  )
}

export function inputsFor(
  root: string,
  target: string,
  files: ReadonlyMap<string, string>,
  setting: Setting = {},
): readonly WireInput[] {
  const { config = "backend: 'cookie'", isCommonJs = false } = setting
  const isTypeScript = setting.isTypeScript ?? [...files.keys()].some((path) => /\.[cm]?tsx?$/.test(path))
  put(
    root,
    'package.json',
    JSON.stringify({ ...(isCommonJs ? {} : { type: 'module' }), dependencies: { [target]: '*' } }),
  )
  if (isTypeScript) {
    put(root, 'tsconfig.json', JSON.stringify(setting.tsconfig ?? { compilerOptions: { module: 'nodenext' } }))
  }
  files.forEach((text, path) => put(root, path, text))
  const loaded = newConfig(
    'sessions.config.ts',
    `export default { ${config.includes('target:') ? '' : `target: '${target}', `}${config} }`,
  )
  const facts = readProjectFacts(root)
  const valid = validateConfig(loaded, facts.detectedTargets)
  return planAll(root, loaded, valid, facts).map((plan) => wireInputOf(plan, facts, readSources(root)))
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** The input, reading another text for one file. */
export function withText(input: WireInput, path: string, text: string | null): WireInput {
  return {
    ...input,
    read: (asked) => (asked === path ? text : input.read(asked)),
    list: () =>
      [...new Set([...input.list(), ...(text === null ? [] : [path])])].filter((one) => text !== null || one !== path),
  }
}

/** What a case is named for. The name of one target may begin with that of another. */
export function targetOfCase(name: string): string {
  const [target = ''] = targetNames
    .filter((each) => name.startsWith(`${each}-`))
    .toSorted((a, b) => b.length - a.length)
  return target
}

export function caseNames(): readonly string[] {
  return readdirSync(WIRINGS)
    .filter((name) => statSync(join(WIRINGS, name)).isDirectory())
    .toSorted()
}

export function projectFiles(target: string): ReadonlyMap<string, string> {
  const folder = join(packageRoot(), 'fixtures/projects', target, 'src')
  return new Map(
    readdirSync(folder).map((name) => [relative('.', join('src', name)), readFileSync(join(folder, name), 'utf8')]),
  )
}
