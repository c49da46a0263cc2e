// Which files could make the application: sources that are the user's own, and no tests.
import { posix } from 'node:path'

const SOURCE = /\.[cm]?[jt]sx?$/
const FOREIGN =
  /(^|\/)(\.[^/]+|node_modules|bower_components|build|coverage|dist|out|vendor|__tests__|__mocks__|e2e|tests?|specs?|fixtures|examples?|bench(marks?)?|migrations|public)\//
const NOT_THE_APPLICATION = /(\.d\.[cm]?ts|[.-](test|spec|bench|stories|config)\.[cm]?[jt]sx?)$/

/** Whether a path is that of a source file that may be changed. */
export function isSourcePath(path: string): boolean {
  return SOURCE.test(path) && !FOREIGN.test(path) && !NOT_THE_APPLICATION.test(path)
}

/** The paths that are looked at: sorted, without the generated code itself. */
export function candidates(paths: readonly string[], output: string): readonly string[] {
  return paths
    .filter((path) => isSourcePath(path) && !path.startsWith(`${output}/`))
    .toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
}

/** The paths of `known` that an import of `specifier` in the file `from` may lead to; none for a package. */
export function targetsOf(from: string, specifier: string, known: ReadonlySet<string>): readonly string[] {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) {
    return []
  }
  const path = posix.join(posix.dirname(from), specifier)
  const stem = path.replace(/\.[cm]?[jt]sx?$/, '')
  return [...new Set([path, stem, posix.join(path, 'index')])]
    .flatMap((base) => [base, ...EXTENSIONS.map((extension) => base + extension)])
    .filter((file) => known.has(file))
}

const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']

function depth(path: string): number {
  return path.split('/').length
}
