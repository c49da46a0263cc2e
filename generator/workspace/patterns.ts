// Which folders of a repository are its packages, as its workspace file says.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { GeneratorError } from '../errors.ts'

/** What only a workspace needs is loaded there. */
const require = createRequire(import.meta.url)

/** The globs of a workspace's packages, `!` before those that leave some out; null where a folder is no workspace root. */
export function readPatterns(root: string): readonly string[] | null {
  const pnpm = readWith(root, 'pnpm-workspace.yaml', parseYaml)
  if (pnpm !== null) {
    return textsOf(memberOf(pnpm, 'packages'))
  }
  const workspaces = memberOf(readWith(root, 'package.json', parseJson), 'workspaces')
  if (workspaces !== undefined) {
    return textsOf(Array.isArray(workspaces) ? workspaces : memberOf(workspaces, 'packages'))
  }
  const members = memberOf(readWith(root, 'deno.json', parseJson), 'workspace')
  return members === undefined ? null : textsOf(Array.isArray(members) ? members : memberOf(members, 'members'))
}

function readWith(root: string, name: string, parse: (text: string) => unknown): unknown {
  const path = join(root, name)
  if (!existsSync(path)) {
    return null
  }
  try {
    // An empty file is a file.
    return parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) ?? {}
  } catch (cause) {
    throw new GeneratorError({
      code: 'project-broken',
      message: `${name} cannot be read: ${(cause as Error).message.split('\n')[0]}`,
      hint: 'Mend it, or name the configs',
      cause,
    })
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text)
}

function parseYaml(text: string): unknown {
  const { parse } = require('yaml') as typeof import('yaml')
  return parse(text)
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
