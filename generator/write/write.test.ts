import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { isInterrupted, recover } from './stage.ts'
import { write } from './write.ts'

let folder: ReturnType<typeof temporaryFolder>
let root: string

beforeEach(() => {
  folder = temporaryFolder('write')
  root = folder.path
})
afterEach(() => folder.remove())

const OLD = { 'src/sessions/a.ts': 'old a\n', 'src/sessions/gone.ts': 'old gone\n', '.sessions/manifest.json': 'old\n' }
const NEW = { 'src/sessions/a.ts': 'new a\n', 'src/sessions/sub/b.ts': 'new b\n', '.sessions/manifest.json': 'new\n' }
const WRITING = { put: new Map(Object.entries(NEW)), drop: ['src/sessions/gone.ts'] }

describe('write', () => {
  it('writes what is new, replaces, removes, and leaves nothing of its stage', () => {
    fill(OLD)

    write(root, '.sessions', WRITING)

    expect(tree()).toEqual(NEW)
    expect(readdirSync(join(root, '.sessions'))).toEqual(['manifest.json'])
  })

  it('removes folders that it empties, and no others', () => {
    fill({ 'src/sessions/sub/gone.ts': 'x', 'src/app.ts': 'yours' })

    write(root, '.sessions', { put: new Map([['.sessions/manifest.json', '{}']]), drop: ['src/sessions/sub/gone.ts'] })

    expect(tree()).toEqual({ 'src/app.ts': 'yours', '.sessions/manifest.json': '{}' })
    expect(existsSync(join(root, 'src/sessions'))).toBe(false)
  })

  it('keeps the permissions of a file that it replaces', () => {
    fill(OLD)
    chmodSync(join(root, 'src/sessions/a.ts'), 0o640)

    write(root, '.sessions', WRITING)

    expect(statSync(join(root, 'src/sessions/a.ts')).mode & 0o777).toBe(0o640)
  })

  it('leaves the old tree or the new one, whichever call of the file system is the last', () => {
    const outcomes = new Set<string>()
    for (let calls = 0; ; calls += 1) {
      const trial = temporaryFolder('killed')
      root = trial.path
      fill(OLD)
      const wasKilled = isKilledAfter(calls, (disk) => write(root, '.sessions', WRITING, disk))
      const promised = isInterrupted(root, '.sessions')
      const seen = tree()
      if (!promised && wasKilled && seen['.sessions/manifest.json'] === OLD['.sessions/manifest.json']) {
        expect(seen).toEqual(OLD)
        outcomes.add('old')
      }
      recover(root, '.sessions')
      if (promised) {
        expect(tree()).toEqual(NEW)
        outcomes.add('finished')
      }
      write(root, '.sessions', WRITING)
      expect(tree()).toEqual(NEW)
      trial.remove()
      if (!wasKilled) {
        break
      }
    }
    expect(outcomes).toEqual(new Set(['old', 'finished']))
  })

  it('finishes a run that was killed, whichever call of the finishing is the last', () => {
    for (let calls = 0, wasKilled = true; wasKilled; calls += 1) {
      const trial = temporaryFolder('killed-twice')
      root = trial.path
      fill(OLD)
      stopAfterPromise()
      wasKilled = isKilledAfter(calls, (disk) => recover(root, '.sessions', disk))
      recover(root, '.sessions')
      expect(tree()).toEqual(NEW)
      expect(readdirSync(join(root, '.sessions'))).toEqual(['manifest.json'])
      trial.remove()
    }
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
    })

    expect(readFileSync(join(root, 'packages/app/a.ts'), 'utf8')).toBe('a')
  })
})

describe('recover', () => {
  it.each([
    ['a file that is never generated', [{ put: 'package.json', from: 0 }]],
    ['a file outside', [{ put: '../a.ts', from: 0 }]],
    ['a hook', [{ put: '.git/hooks/a.ts', from: 0 }]],
    ['a deletion of what is not ours', [{ drop: '.env' }]],
    ['a source outside the stage', [{ put: 'src/a.ts', from: '../../secret' }]],
    ['something else', { put: 'src/a.ts' }],
  ])('refuses a stage that names %s', (_, steps) => {
    fill({
      'package.json': '{}',
      '.env': 'SECRET',
      '.sessions/staged/0': 'evil',
      '.sessions/staged/steps.json': JSON.stringify(steps),
    })
    const before = tree()

    expect(() => recover(root, '.sessions')).toThrow(/was not written by this version/)
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
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('staging'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** Runs on a disk of which only so many calls that change something succeed. */
function isKilledAfter(calls: number, run: (disk: Disk) => void): boolean {
  let left = calls
  const counted = <A extends readonly unknown[], R>(act: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      if (left === 0) {
        throw new Error('killed')
      }
      left -= 1
      return act(...args)
    }
  }
  try {
    run({
      makeFolder: counted(nodeDisk.makeFolder),
      writeFile: counted(nodeDisk.writeFile),
      rename: counted(nodeDisk.rename),
      remove: counted(nodeDisk.remove),
      removeEmptyFolder: counted(nodeDisk.removeEmptyFolder),
      removeFiles: counted(nodeDisk.removeFiles),
      isFolder: nodeDisk.isFolder,
      modeOf: nodeDisk.modeOf,
    })
    return false
  } catch (error) {
    expect(String(error)).toBe('Error: killed')
    return true
  }
}

/** A run that was killed right behind the rename that makes its stage count. */
function stopAfterPromise(): void {
  for (let calls = 0; !isInterrupted(root, '.sessions'); calls += 1) {
    isKilledAfter(calls, (disk) => write(root, '.sessions', WRITING, disk))
  }
  expect(lstatSync(join(root, '.sessions/staged')).isDirectory()).toBe(true)
}
