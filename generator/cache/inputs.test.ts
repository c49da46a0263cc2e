import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { prepare } from '../pipeline.ts'
import { inputsOf } from './inputs.ts'
import { type KeptProject, keptProject } from './kept-project.fixture.ts'

const SYNC = [
  'readFileSync',
  'existsSync',
  'readdirSync',
  'lstatSync',
  'statSync',
  'realpathSync',
  'openSync',
  'accessSync',
] as const
const ASYNC = ['readFile', 'readdir', 'lstat', 'stat', 'realpath', 'open', 'access'] as const
/** What `readCheapFacts` finds again: lock files, and how the code looks. */
const BY_FACTS =
  /^(?:(?:src|lib|app)?|src\/app\.ts|(?:\.\.\/)?(?:[\w-]+lock\.yaml|\w+\.lockb?|package-lock\.json|deno\.jsonc?))$/

let project: KeptProject
let restore = (): void => {}
afterEach(() => {
  restore()
  project.remove()
})

describe('the inputs of a run', () => {
  it.each([
    ['a project without options of Prettier', {}],
    [
      'a project with options, and a tsconfig from a package',
      {
        '.prettierrc': '{ "semi": false }\n',
        '.editorconfig': 'root = true\n',
        'tsconfig.json': '{ "extends": "@tsconfig/node20/tsconfig.json" }\n',
        'node_modules/@tsconfig/node20/package.json': '{ "name": "@tsconfig/node20" }\n',
        'node_modules/@tsconfig/node20/tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }\n',
      },
    ],
    ['a project of Deno', { 'deno.json': '{ "imports": { "express": "npm:express@5" } }\n' }],
  ])('are all that it looked at below the folder of the project and the one above: %s', async (_, files) => {
    project = keptProject(files)
    await project.generated()
    const touched = watchDisk(project.above)
    const run = await prepare({ root: project.root })
    restore()

    const inputs = new Set(inputsOf(run))
    const forgotten = [...touched].filter(
      (path) => !inputs.has(path) && path !== project.above && !BY_FACTS.test(relative(project.root, path)),
    )
    expect(forgotten.map((path) => relative(project.root, path))).toEqual([])
    expect(touched).toContain(join(project.root, 'src/sessions/session.ts'))
    expect(touched).toContain(join(project.root, 'tsconfig.json'))
    expect(touched).toContain(join(project.root, 'src/sessions/.prettierrc'))
  })
})

/** Every path below a folder that is looked at from now on, until `restore`. */
function watchDisk(folder: string): ReadonlySet<string> {
  const touched = new Set<string>()
  const undo = [...watch(fs, SYNC), ...watch(fs.promises, ASYNC)]
  syncBuiltinESMExports()
  restore = () => {
    undo.forEach((back) => back())
    syncBuiltinESMExports()
    restore = () => {}
  }
  return touched

  function watch<K extends string>(module: Record<K, unknown>, names: readonly K[]): readonly (() => void)[] {
    return names.map((name) => {
      const original = module[name]
      if (typeof original !== 'function') {
        throw new TypeError(`${name} is no function`)
      }
      const watching = (path: unknown, ...rest: readonly unknown[]): unknown => {
        const absolute = path instanceof URL ? fileURLToPath(path) : resolve(String(path))
        if (absolute.startsWith(folder)) {
          touched.add(absolute)
        }
        return Reflect.apply(original, module, [path, ...rest]) as unknown
      }
      module[name] = Object.assign(watching, original)
      return () => (module[name] = original)
    })
  }
}
