import { readdirSync } from 'node:fs'
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

it.each(backends.map((backend) => [backend.name, backend] as const))('%s names files that are there', (_, backend) => {
  const modules = backend.modules(backend.options.parse({}))
  const sources = [...modules.map(({ source }) => source), backend.notes]

  expect(sources.filter((source) => !folders(join(source, '..')).includes(source.split('/').at(-1) ?? ''))).toEqual([])
  expect(modules.map((module) => module.name)).toContain(backend.entry)
})
