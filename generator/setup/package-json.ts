// What the project's package.json says once create-session is part of the project: insertions, and nothing else.
import { addMember, membersOf } from './json-members.ts'

/** A package as package.json names it. */
export interface Dependency {
  readonly name: string
  /** A version, or a range. */
  readonly range: string
}

export interface PackageEdit {
  /** The same text where there was nothing to add. */
  readonly text: string
  /** What was added, as people name it: `scripts.start`, `devDependencies.typescript`. */
  readonly added: readonly string[]
  /** What is there already, and says something else. */
  readonly left: readonly string[]
}

/** The scripts that CI and people run. */
export const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['sessions:check', 'create-session check'],
  ['sessions:generate', 'create-session generate'],
])

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

/** Adds scripts; one of that name that is there stays as it is. */
export function addScripts(text: string, scripts: ReadonlyMap<string, string> = SCRIPTS): PackageEdit {
  return addAll(
    text,
    [...scripts].map(([name, value]) => ({ section: 'scripts', name, value, neighbour: 'main' })),
  )
}

/** Adds packages to `dependencies` or `devDependencies`; one that is in any of the lists stays as it is. */
export function addDependencies(
  text: string,
  section: 'dependencies' | 'devDependencies',
  packages: readonly Dependency[],
): PackageEdit {
  const isThere = (name: string): boolean => DEPENDENCIES.some((kind) => membersOf(text, kind).has(name))
  return addAll(
    text,
    packages
      .filter(({ name }) => !isThere(name))
      .map(({ name, range }) => ({ section, name, value: range, neighbour: 'dependencies' })),
  )
}

interface Addition {
  readonly section: string
  readonly name: string
  readonly value: string
  readonly neighbour: string
}

function addAll(text: string, additions: readonly Addition[]): PackageEdit {
  const added: string[] = []
  const left: string[] = []
  let result = text
  for (const { section, name, value, neighbour } of additions) {
    const there = membersOf(result, section).get(name)
    const next = there === undefined ? addMember(result, section, name, value, neighbour) : null
    if (next !== null) {
      result = next
      added.push(`${section}.${name}`)
    } else if (there !== value) {
      left.push(`${section}.${name}`)
    }
  }
  return { text: result, added, left }
}
