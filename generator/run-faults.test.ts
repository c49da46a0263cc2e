// Real runs that are killed, or that the disk refuses, at each call of the file system.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expressProject, type TrialProject } from './cli/trial-project.harness.ts'
import { apply, heal, prepare, prepareNew, wireIn } from './pipeline.ts'
import { callsOf, dyingAt, failingAt } from './write/faulty-disk.fixture.ts'
import { write, type Writing } from './write/write.ts'

const TIMEOUT = { timeout: 300_000 }

let project: TrialProject

beforeEach(() => {
  project = expressProject()
})
afterEach(() => project.remove())

/** From nothing to sessions in an encrypted cookie, wired into the application. */
async function scaffold(): Promise<Writing> {
  const { run } = await wireIn(
    await prepareNew(project.root, null, { target: 'express', backend: 'cookie', output: undefined }),
  )
  return run.writing
}

/** From there to another backend, over a file that was edited: files are made, replaced, merged and deleted. */
async function regenerate(): Promise<Writing> {
  apply(await prepareNew(project.root, null, { target: 'express', backend: 'cookie', output: undefined }))
  const cookie = 'src/sessions/session-cookie.ts'
  project.write(cookie, `${project.read(cookie)}\n/** Yours. */\nexport const MINE = 1\n`)
  project.edit('sessions.config.ts', "backend: 'cookie'", "key: 'shop',\n  backend: 'memory'")
  return (await prepare({ root: project.root })).writing
}

describe.each([
  ['a scaffold', scaffold],
  ['a generate', regenerate],
])('%s', (_, plan) => {
  it('that is killed at any call leaves the old files, or the next run ends in the new ones', TIMEOUT, async () => {
    eachCall(await plan(), (root, writing, call) => {
      expect(() => write(root, '.sessions', writing, dyingAt(call))).toThrow('killed')
      heal({ root })
    })
  })

  it('that the disk refuses at any call leaves the old files, or the new ones', TIMEOUT, async () => {
    eachCall(await plan(), (root, writing, call) => {
      expect(() => write(root, '.sessions', writing, failingAt(call, 'ENOSPC'))).toThrow('The disk refused')
    })
  })
})

/** Tries each call on the project as it is; it has to be as before then, or as after the whole run. */
function eachCall(writing: Writing, act: (root: string, writing: Writing, call: number) => void): void {
  const before = stateOf(project.root)
  let trial = project.copy()
  const calls = callsOf((disk) => write(trial.root, '.sessions', writing, disk))
  const after = stateOf(trial.root)
  expect(calls).toBeGreaterThan(100)
  expect(after).not.toBe(before)
  const ends = new Set<string>([after])
  for (let call = 1; call <= calls; call += 1) {
    if (stateOf(trial.root) === after) {
      trial.remove()
      trial = project.copy()
    }
    act(trial.root, writing, call)
    ends.add(stateOf(trial.root))
  }
  trial.remove()
  expect([...ends].toSorted()).toEqual([before, after].toSorted())
}

/** One hash of all files but those that are of use to an interrupted run alone. */
function stateOf(root: string): string {
  const hash = createHash('sha256')
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/^\.sessions\/(staging|staged|undo\.json$|\.gitignore$)/.test(path))
    .toSorted()
    .forEach((path) => hash.update(`${path}\0`).update(readFileSync(join(root, path))))
  return hash.digest('hex')
}
