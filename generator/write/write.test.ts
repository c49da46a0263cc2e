import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { nodeDisk } from './disk.ts'
import { recover } from './stage.ts'
import { write, type Writing } from './write.ts'

let folder: ReturnType<typeof temporaryFolder>
let root: string

beforeEach(() => {
  folder = temporaryFolder('write')
  root = folder.path
})
afterEach(() => folder.remove())

const OLD = { 'src/sessions/a.ts': 'old a\n', 'src/sessions/gone.ts': 'old gone\n', '.sessions/manifest.json': 'old\n' }
const NEW = { 'src/sessions/a.ts': 'new a\n', 'src/sessions/sub/b.ts': 'new b\n', '.sessions/manifest.json': 'new\n' }
const WRITING: Writing = {
  put: new Map(Object.entries(NEW)),
  drop: ['src/sessions/gone.ts'],
  seen: new Map(Object.entries({ 'src/sessions/sub/b.ts': null, ...OLD })),
}

describe('write', () => {
  it('writes what is new, replaces, removes, and leaves nothing of its stage', () => {
    fill(OLD)

    write(root, '.sessions', WRITING)

    expect(tree()).toEqual(NEW)
    expect(readdirSync(join(root, '.sessions')).toSorted()).toEqual(['.gitignore', 'manifest.json', 'undo.json'])
  })

  it('removes folders that it empties, and no others', () => {
    fill({ 'src/sessions/sub/gone.ts': 'x', 'src/app.ts': 'yours' })

    write(root, '.sessions', {
      put: new Map([['.sessions/manifest.json', '{}']]),
      drop: ['src/sessions/sub/gone.ts'],
      seen: new Map(),
    })

    expect(tree()).toEqual({ 'src/app.ts': 'yours', '.sessions/manifest.json': '{}' })
    expect(existsSync(join(root, 'src/sessions'))).toBe(false)
  })

  it('keeps the permissions of a file that it replaces', () => {
    fill(OLD)
    chmodSync(join(root, 'src/sessions/a.ts'), 0o640)

    write(root, '.sessions', WRITING)

    expect(statSync(join(root, 'src/sessions/a.ts')).mode & 0o777).toBe(0o640)
  })

  it.each<[string, (root: string) => void]>([
    ['was edited', () => fill({ 'src/sessions/a.ts': 'edited' })],
    ['came to be', () => fill({ 'src/sessions/sub/b.ts': 'yours' })],
    ['went away', () => rmSync(join(root, 'src/sessions/gone.ts'))],
  ])('overwrites nothing that %s since it was read', (_, change) => {
    fill(OLD)
    change(root)
    const before = tree()

    expect(() => write(root, '.sessions', WRITING)).toThrow(/changed while this ran: nothing was written/)
    expect(tree()).toEqual(before)
  })

  it.each([
    ['../outside.ts', /is not inside the project/],
    ['/etc/outside.ts', /is not inside the project/],
    ['.', /is not inside the project/],
    ['away/file.ts', /behind a symbolic link that leads out of the project/],
    ['away/new/file.ts', /behind a symbolic link that leads out of the project/],
    ['link.ts', /is a symbolic link/],
    ['folder', /is a folder/],
  ])('refuses %s, and writes nothing', (path, message) => {
    const elsewhere = temporaryFolder('elsewhere')
    symlinkSync(elsewhere.path, join(root, 'away'))
    writeFileSync(join(elsewhere.path, 'target.ts'), 'theirs')
    symlinkSync(join(elsewhere.path, 'target.ts'), join(root, 'link.ts'))
    mkdirSync(join(root, 'folder'))

    const writing = {
      put: new Map([
        ['src/a.ts', 'a'],
        [path, 'b'],
        ['.sessions/manifest.json', '{}'],
      ]),
      drop: [],
      seen: new Map(),
    }

    expect(() => write(root, '.sessions', writing)).toThrow(message)
    expect(existsSync(join(root, 'src'))).toBe(false)
    expect(readdirSync(elsewhere.path)).toEqual(['target.ts'])
    expect(readFileSync(join(elsewhere.path, 'target.ts'), 'utf8')).toBe('theirs')
    elsewhere.remove()
  })

  it('refuses a folder whose link leads nowhere', () => {
    symlinkSync(join(root, '../nowhere-yet'), join(root, 'src'))

    expect(() => write(root, '.sessions', WRITING)).toThrow()
    expect(existsSync(join(root, '../nowhere-yet'))).toBe(false)
  })

  it('follows a link that stays inside the project', () => {
    mkdirSync(join(root, 'packages/app'), { recursive: true })
    symlinkSync(join(root, 'packages/app'), join(root, 'src'))

    write(root, '.sessions', {
      put: new Map([
        ['src/a.ts', 'a'],
        ['.sessions/manifest.json', '{}'],
      ]),
      drop: [],
      seen: new Map(),
    })

    expect(readFileSync(join(root, 'packages/app/a.ts'), 'utf8')).toBe('a')
  })
})

describe('recover', () => {
  it.each([
    [
      'that came with the files of the project',
      { identity: '1:2', steps: [{ put: 'src/a.ts', from: '0', old: null }] },
    ],
    ['of nothing but steps', [{ put: 'src/a.ts', from: '0', old: null }]],
    ['that is no JSON', 'nonsense'],
  ])('refuses a stage %s', (_, steps) => {
    fill({
      'package.json': '{}',
      '.sessions/staged/0': 'evil',
      '.sessions/staged/steps.json': JSON.stringify(steps),
    })
    const before = tree()

    expect(() => recover(root, '.sessions')).toThrow(/was not made by a run of create-session in this folder/)
    expect(tree()).toEqual(before)
  })

  it.each([
    ['a file outside', [{ put: '../a.ts', from: '0', old: null }], /is not inside the project/],
    ['a hook', [{ put: '.git/hooks/a.ts', from: '0', old: null }], /belongs to version control/],
    ['a source outside the stage', [{ put: 'src/a.ts', from: '../../secret', old: null }], /was not made by a run/],
    ['something else', [{ at: 'src/a.ts' }], /was not made by a run/],
  ])('refuses a stage of this folder that names %s', (_, steps, message) => {
    fill({ '.sessions/staged/0': 'evil' })
    const identity = nodeDisk.identityOf(join(root, '.sessions/staged'))
    fill({ '.sessions/staged/steps.json': JSON.stringify({ identity, steps }) })
    const before = tree()

    expect(() => recover(root, '.sessions')).toThrow(message)
    expect(tree()).toEqual(before)
  })

  it('does nothing where no run was interrupted', () => {
    fill(OLD)

    recover(root, '.sessions')

    expect(tree()).toEqual(OLD)
  })
})

function fill(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** All files but an unfinished stage, text by path. */
function tree(): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(\.gitignore|undo\.json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
