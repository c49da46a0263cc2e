import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backendNames, backends, targetNames, targets } from './registry.ts'

function folders(name: string): readonly string[] {
  return readdirSync(join(import.meta.dirname, name)).toSorted()
}

it.each([
  ['targets', targets, targetNames],
  ['backends', backends, backendNames],
] as const)('lists every folder of %s, and nothing else', (folder, metas, words) => {
  const names = metas.map(({ name }) => name)

  expect(names.toSorted()).toEqual(folders(folder))
  expect(names).toEqual([...words])
})

it.each(targets.map((target) => [target.name, target] as const))('%s names files that are there', (name, target) => {
  const sources = [...target.modules.map(({ source }) => source), target.sessionObject.source, target.usage]

  expect(sources.filter((source) => !folders(join(source, '..')).includes(source.split('/').at(-1) ?? ''))).toEqual([])
  expect(target.modules.map((module) => module.name)).toContain(target.entry)
  expect(folders(join('targets', name))).toContain(`${name}.meta.ts`)
})

const onServers = backends.filter(({ side }) => side === 'server')

it.each(onServers.map(({ name, guarantees }) => [name, guarantees] as const))(
  '%s is held by the contracts to what it says of itself',
  (name, { findsUsers }) => {
    const folder = join(import.meta.dirname, 'backends', name)
    const tests = readdirSync(folder)
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
    const hasContract = (call: string): boolean => tests.some((text) => text.includes(call))

    expect(hasContract('describeBackend(')).toBe(true)
    expect(hasContract('describeUsers(')).toBe(findsUsers)
  },
)

it('a backend without a server finds no users, deletes nothing, and leaves expiry to the browser', () => {
  const promises = backends.filter(({ side }) => side === 'client').map(({ guarantees }) => guarantees)

  expect(promises).toEqual([{ isAtomic: false, findsUsers: false, expiry: 'browser', deletesAll: false }])
})

it.each(backends.map((backend) => [backend.name, backend] as const))('%s names files that are there', (_, backend) => {
  const modules = backend.modules(backend.options.parse({}))
  const sources = [...modules.map(({ source }) => source), backend.notes]

  expect(sources.filter((source) => !folders(join(source, '..')).includes(source.split('/').at(-1) ?? ''))).toEqual([])
  expect(modules.map((module) => module.name)).toContain(backend.entry)
})
