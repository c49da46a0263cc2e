// Which packages a project depends on, and in which versions.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiler } from '../compiler.ts'

const KINDS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies']

/** Version range by name; what is depended on in several ways counts as an ordinary dependency. */
export function dependenciesOf(manifest: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  return new Map(KINDS.flatMap((kind) => textEntries(manifest[kind])))
}

/** What deno.json maps: `"hono": "jsr:@hono/hono@^4"`. */
export function readDenoImports(root: string): ReadonlyMap<string, string> {
  const path = ['deno.json', 'deno.jsonc'].map((name) => join(root, name)).find((file) => existsSync(file))
  if (path === undefined) {
    return new Map()
  }
  const { config } = compiler().parseConfigFileTextToJson(path, readFileSync(path, 'utf8')) as {
    config?: { imports?: unknown }
  }
  return new Map(textEntries(config?.imports).map(([name, target]) => [name, /@([^@/]+)$/.exec(target)?.[1] ?? '*']))
}

/**
 * Whether a version range lies in the majors that are supported. A range that names no number, such as `workspace:*`,
 * may be anything.
 *
 * @param supported Such as `4 || 5`.
 */
export function isSupported(range: string, supported: string): boolean {
  const wanted = majorsOf(range)
  const known = majorsOf(supported)
  return wanted.length === 0 || wanted.some((major) => known.includes(major))
}

function majorsOf(range: string): readonly string[] {
  return range.split('||').flatMap((part) => /^[^\d]*(\d+)/.exec(part)?.[1] ?? [])
}

function textEntries(value: unknown): readonly (readonly [string, string])[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : []))
}
