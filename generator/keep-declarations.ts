// A step of the build: of the declarations, those stay that the types of the package lead to. Nobody can import the others.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const DIST = join(import.meta.dirname, '..')

const kept = new Set<string>()

function keep(path: string): void {
  if (!kept.has(path)) {
    kept.add(path)
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      keep(resolve(path, '..', specifier.replace(/\.[jt]s$/, '.d.ts')))
    }
  }
}

keep(join(DIST, 'generator/index.d.ts'))
for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
  const path = join(DIST, name)
  if (path.endsWith('.d.ts') && !kept.has(path)) {
    rmSync(path)
  }
}
