import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { readOptions } from './compiler-facts.ts'
import { readPlainOptions } from './plain-tsconfig.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder('tsconfig')
})
afterEach(() => folder.remove())

function write(text: string): string {
  const path = join(folder.path, 'tsconfig.json')
  writeFileSync(path, text)
  return path
}

const MODULES = [
  'CommonJS',
  'es6',
  'es2015',
  'es2020',
  'es2022',
  'esnext',
  'preserve',
  'node16',
  'node18',
  'node20',
  'NodeNext',
]
const RESOLUTIONS = ['bundler', 'node16', 'nodenext']

describe('a tsconfig.json that is read without the compiler', () => {
  it.each([
    '{}',
    '{ "compilerOptions": {} }',
    ...MODULES.map((module) => JSON.stringify({ compilerOptions: { module } })),
    ...RESOLUTIONS.map((moduleResolution) =>
      JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution } }),
    ),
    '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }',
    '{ "compilerOptions": { "rewriteRelativeImportExtensions": true, "verbatimModuleSyntax": true, "module": "nodenext" } }',
    '{ "compilerOptions": { "verbatimModuleSyntax": null, "paths": { "@/*": ["./src/*"] } }, "include": ["src/**/*.ts"] }',
    '// Ours\n{ /* all */ "compilerOptions": { "module": "nodenext", // "module": "esnext",\n "strict": true, }, }',
    '{ "compilerOptions": { "module": "esnext", "module": "nodenext" } }',
  ])('%s says what the compiler says', (text) => {
    const path = write(text)
    expect(readPlainOptions(path)).not.toBeNull()
    expect(readPlainOptions(path)).toEqual(readOptions(path))
  })

  it.each([
    '',
    '{',
    '[]',
    '{ "extends": "./base.json" }',
    '{ "Extends": "./base.json" }',
    '{ "compilerOptions": { "Module": "nodenext" } }',
    '{ "compilerOptions": { "module": "amd" } }',
    '{ "compilerOptions": { "module": 199 } }',
    '{ "compilerOptions": { "moduleResolution": "node" } }',
    '{ "compilerOptions": { "moduleResolution": "classic" } }',
    '{ "compilerOptions": { "verbatimModuleSyntax": "true" } }',
    '{ "compilerOptions": { "strict": true, /* last */ "module": "nodenext", // last\n } }',
    "{ 'compilerOptions': {} }",
  ])('%j is left to the compiler', (text) => {
    expect(readPlainOptions(write(text))).toBeNull()
  })
})
