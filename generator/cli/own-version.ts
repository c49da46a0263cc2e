// The version of this package.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../emit/read-template.ts'

export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  return version
}
