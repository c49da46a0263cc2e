// The emitted trees of `fixtures/configs`, as real files: what reviewers read, compilers check, and tests run.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { prepare } from './pipeline.ts'
import { createProject, SNAPSHOTS, snapshotCases } from './snapshot-cases.fixture.ts'

describe.each(snapshotCases)('snapshot $name', (snapshot) => {
  const folder = temporaryFolder('snapshot')
  afterAll(() => folder.remove())

  it('is what the generator emits, file by file', async () => {
    createProject(folder.path, snapshot)
    const { changes } = await prepare({ root: folder.path })
    expect(changes.length).toBeGreaterThan(10)
    for (const { path, next } of changes) {
      await expect(next).toMatchFileSnapshot(join(SNAPSHOTS, snapshot.name, path))
    }
    // Files that were new in this run are written when it is over: what counts is that none is there without its source.
    const paths = new Set(changes.map(({ path }) => path))
    expect(filesOf(snapshot.name).filter((path) => !paths.has(path))).toEqual([])
  })
})

it('no snapshot is left over from a config that is gone', () => {
  const names = new Set(snapshotCases.map(({ name }) => name))
  expect(readdirSync(SNAPSHOTS).filter((name) => name !== 'cli' && !names.has(name))).toEqual([])
})

/** Paths of a stored tree, below its folder. */
function filesOf(name: string): readonly string[] {
  const folder = join(SNAPSHOTS, name)
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile())
    : []
}
