// A run that is killed, or that the disk refuses, at each of its calls of the file system.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { CALLS, callsOf, dyingAt, failingAt, onCall } from './faulty-disk.fixture.ts'
import { recover } from './stage.ts'
import { readUndo } from './undo.ts'
import { write, type Writing } from './write.ts'

const OLD = { 'src/sessions/a.ts': 'old a\n', 'src/sessions/gone.ts': 'old gone\n', '.sessions/manifest.json': 'old\n' }
const NEW = { 'src/sessions/a.ts': 'new a\n', 'src/sessions/sub/b.ts': 'new b\n', '.sessions/manifest.json': 'new\n' }
const WRITING: Writing = {
  put: new Map(Object.entries(NEW)),
  drop: ['src/sessions/gone.ts'],
  seen: new Map(Object.entries({ 'src/sessions/sub/b.ts': null, ...OLD })),
}

describe('a run that the disk refuses', () => {
  it.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO'])(
    'with %s at any call leaves the old files, or the next run ends in the new ones',
    (code) => {
      const outcomes = { old: 0, new: 0 }
      const count = trialOfEachCall((root, call) => {
        expect(() => write(root, '.sessions', WRITING, failingAt(call, code))).toThrow(/The disk refused/)
        if (existsSync(join(root, '.sessions/staged'))) {
          recover(root, '.sessions')
        }
        const isOld = treeOf(root)['.sessions/manifest.json'] === OLD['.sessions/manifest.json']
        expect(treeOf(root)).toEqual(isOld ? OLD : NEW)
        outcomes[isOld ? 'old' : 'new'] += 1
        if (isOld) {
          write(root, '.sessions', WRITING)
        }
        expect(treeOf(root)).toEqual(NEW)
      })
      expect(outcomes.old).toBeGreaterThan(10)
      expect(outcomes.old + outcomes.new).toBe(count)
    },
  )

  it('takes back what it did, by itself, before anybody runs it again', () => {
    trialOfEachCall((root, call) => {
      expect(() => write(root, '.sessions', WRITING, failingAt(call, 'ENOSPC'))).toThrow()
      const isFinished = treeOf(root)['.sessions/manifest.json'] === NEW['.sessions/manifest.json']
      expect(treeOf(root)).toEqual(isFinished ? NEW : OLD)
    })
  })
})

describe('a run that is killed', () => {
  it('at any call leaves the old files, or a stage that the next run brings to its end', () => {
    const count = trialOfEachCall((root, call) => {
      expect(() => write(root, '.sessions', WRITING, dyingAt(call))).toThrow('killed')
      endsInNew(root)
    })
    expect(count).toBeGreaterThan(20)
  })

  it('and whose recovery is killed too, at any call, ends in the new files all the same', () => {
    const kills = callsOf((disk) => withProject((root) => write(root, '.sessions', WRITING, disk)))
    for (let first = 1; first <= kills; first += 1) {
      for (let second = 1; second <= kills; second += 1) {
        withProject((root) => {
          expect(() => write(root, '.sessions', WRITING, dyingAt(first))).toThrow('killed')
          try {
            recover(root, '.sessions', dyingAt(second))
          } catch (error) {
            expect(String(error)).toContain('killed')
          }
          endsInNew(root)
        })
      }
    }
  })

  it('by SIGKILL, in a process of its own, before each call', () => {
    const bundled = temporaryFolder('killed-process')
    const program = join(bundled.path, 'run.cjs')
    const contents = `
      import { nodeDisk } from './disk.ts'
      import { write } from './write.ts'
      const [root, call, writing] = [process.argv[2], Number(process.argv[3]), JSON.parse(process.argv[4])]
      let left = call
      const disk = Object.fromEntries(Object.entries(nodeDisk).map(([name, act]) => [name, (...args) => {
        left -= ${JSON.stringify(CALLS)}.includes(name) ? 1 : 0
        return left === 0 ? process.kill(process.pid, 'SIGKILL') : act(...args)
      }]))
      write(root, '.sessions', { put: new Map(writing.put), drop: writing.drop, seen: new Map(writing.seen) }, disk)`
    buildSync({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
      bundle: true,
      platform: 'node',
      outfile: program,
      logLevel: 'error',
    })
    const writing = JSON.stringify({ put: [...WRITING.put], drop: WRITING.drop, seen: [...WRITING.seen] })
    const count = trialOfEachCall((root, call) => {
      const { signal, stderr } = spawnSync(process.execPath, [program, root, String(call), writing], {
        encoding: 'utf8',
      })
      expect([signal, stderr]).toEqual(['SIGKILL', ''])
      endsInNew(root)
    })
    bundled.remove()
    expect(count).toBeGreaterThan(20)
  })
})

describe('a second process', () => {
  it.each<[string, (root: string) => void]>([
    ['heals', (root) => recover(root, '.sessions')],
    ['writes the same', (root) => write(root, '.sessions', WRITING)],
  ])('that %s at any call leaves the old files or the new ones, and what is said of them is true', (_, act) => {
    const ends = new Set<string>()
    trialOfEachCall((root, call) => {
      let failed: unknown = null
      const other = (): void => {
        try {
          act(root)
        } catch (error) {
          expect(String(error)).toMatch(/changed while this ran|The disk refused|another run/)
        }
      }
      try {
        write(root, '.sessions', WRITING, onCall(call, other))
      } catch (error) {
        failed = error
        expect(String(error)).toMatch(/changed while this ran|The disk refused|another run/)
      }
      recover(root, '.sessions')
      const isOld = treeOf(root)['.sessions/manifest.json'] === OLD['.sessions/manifest.json']
      expect(treeOf(root), `call ${call}`).toEqual(isOld ? OLD : NEW)
      expect(failed === null && isOld, `call ${call} said it was done`).toBe(false)
      ends.add(isOld ? 'old' : 'new')
    })
    expect(ends).toContain('new')
  })

  it('that takes each step right before this one does is no reason to take anything back', () => {
    withProject((root) => {
      const stage = join(root, '.sessions/staged/')
      const raced: Disk = {
        ...nodeDisk,
        rename: (from, to) => {
          if (from.startsWith(stage)) {
            nodeDisk.rename(from, to)
          }
          nodeDisk.rename(from, to)
        },
      }
      write(root, '.sessions', WRITING, raced)
      expect(treeOf(root)).toEqual(NEW)
    })
  })
})

describe('a file that is replaced by a link between check and write', () => {
  it('at any call never leads a run out of the project', () => {
    for (const path of ['src/sessions/a.ts', 'src/sessions/sub/b.ts', '.sessions/manifest.json']) {
      trialOfEachCall((root, call) => {
        const elsewhere = temporaryFolder('elsewhere')
        const target = join(elsewhere.path, 'theirs.ts')
        writeFileSync(target, 'theirs')
        const swapping = onCall(call, () => {
          mkdirSync(join(root, path, '..'), { recursive: true })
          rmSync(join(root, path), { force: true })
          symlinkSync(target, join(root, path))
        })
        try {
          write(root, '.sessions', WRITING, swapping)
        } catch (error) {
          expect(String(error)).toMatch(/is a symbolic link|changed while this ran|The disk refused/)
        }
        expect(readFileSync(target, 'utf8')).toBe('theirs')
        expect(readdirSync(elsewhere.path)).toEqual(['theirs.ts'])
        elsewhere.remove()
      })
    }
  })
})

describe('undo', () => {
  it('takes a run back that put, replaced and removed', () => {
    withProject((root) => {
      write(root, '.sessions', WRITING)
      undo(root)
      expect(treeOf(root)).toEqual(OLD)
      expect(readUndo(root, '.sessions')).toBeNull()
    })
  })

  it('of a first run leaves nothing', () => {
    const folder = temporaryFolder('undo')
    write(folder.path, '.sessions', { put: new Map(Object.entries(NEW)), drop: [], seen: new Map() })
    undo(folder.path)
    expect(readdirSync(folder.path)).toEqual([])
    folder.remove()
  })

  it('that is killed at any call ends in the old files', () => {
    const dry = callsOf((disk) => withProject((root) => undone(root, disk)))
    for (let call = 1; call <= dry; call += 1) {
      withProject((root) => {
        expect(() => undone(root, dyingAt(call))).toThrow('killed')
        recover(root, '.sessions')
        if (readUndo(root, '.sessions') !== null) {
          undo(root)
        }
        expect(treeOf(root)).toEqual(OLD)
      })
    }
  })

  it('refuses where a file was edited since, and writes nothing', () => {
    withProject((root) => {
      write(root, '.sessions', WRITING)
      writeFileSync(join(root, 'src/sessions/a.ts'), 'edited since')
      const before = treeOf(root)
      expect(() => undo(root)).toThrow(/src\/sessions\/a\.ts changed since the last run/)
      expect(treeOf(root)).toEqual(before)
    })
  })

  it.each([
    ['from elsewhere', { identity: '1:2', steps: [] }],
    ['that is none', 'nonsense'],
  ])('refuses a list %s', (_, list) => {
    withProject((root) => {
      writeFileSync(join(root, '.sessions/undo.json'), JSON.stringify(list))
      expect(() => undo(root)).toThrow(/was not made by a run of create-session in this folder/)
      expect(treeOf(root)).toEqual(OLD)
    })
  })
})

function undo(root: string, disk?: Disk): void {
  const writing = readUndo(root, '.sessions')
  if (writing === null) {
    throw new Error('nothing to take back')
  }
  write(root, '.sessions', writing, disk)
}

function undone(root: string, disk: Disk): void {
  write(root, '.sessions', WRITING)
  undo(root, disk)
}

function endsInNew(root: string): void {
  recover(root, '.sessions')
  const isOld = treeOf(root)['.sessions/manifest.json'] === OLD['.sessions/manifest.json']
  expect(treeOf(root)).toEqual(isOld ? OLD : NEW)
  if (isOld) {
    write(root, '.sessions', WRITING)
  }
  expect(treeOf(root)).toEqual(NEW)
}

/** Runs a trial for each call that a run makes, counted from 1, on a project of its own. Returns how many there were. */
function trialOfEachCall(trial: (root: string, call: number) => void): number {
  const count = callsOf((disk) => withProject((root) => write(root, '.sessions', WRITING, disk)))
  for (let call = 1; call <= count; call += 1) {
    withProject((root) => trial(root, call))
  }
  return count
}

function withProject(act: (root: string) => void): void {
  const folder = temporaryFolder('faults')
  for (const [path, text] of Object.entries(OLD)) {
    mkdirSync(join(folder.path, path, '..'), { recursive: true })
    writeFileSync(join(folder.path, path), text)
  }
  act(folder.path)
  folder.remove()
}

/** The project's own files, text by path. */
function treeOf(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/^\.sessions\/(staging|staged|undo\.json$|\.gitignore$)/.test(path))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
