// Which files are looked at for an application.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { readSources } from './read-sources.ts'

const folder = temporaryFolder('sources')
const outside = temporaryFolder('outside')
afterAll(() => [folder, outside].forEach(({ remove }) => remove()))

function put(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'text')
}

it('are the sources of a project: no tests, no builds, no packages, and nothing behind a link', () => {
  const own = ['app.js', 'src/app.ts', 'src/http/server.mts', 'bin/www.cjs', 'src/page.tsx']
  const others = [
    'node_modules/express/index.js',
    'dist/app.js',
    '.git/hooks/hook.js',
    'src/app.test.ts',
    'test/app.ts',
    'src/__tests__/app.ts',
    'src/app.d.ts',
    'vitest.config.ts',
    'README.md',
  ]
  ;[...own, ...others].forEach((path) => put(join(folder.path, path)))
  put(join(outside.path, 'app.js'))
  symlinkSync(outside.path, join(folder.path, 'linked'))
  symlinkSync(join(outside.path, 'app.js'), join(folder.path, 'linked.js'))
  const sources = readSources(folder.path)

  expect(sources.list().toSorted()).toEqual(own.toSorted())
  expect(sources.read('src/app.ts')).toBe('text')
  expect([sources.read('linked.js'), sources.read('src'), sources.read('no.js')]).toEqual([null, null, null])
})
