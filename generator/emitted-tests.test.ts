// The tests that are emitted for users, run by each user's runner on the very trees of `snapshots/`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject, snapshotCases } from './snapshot-cases.fixture.ts'
import { type RanTest, runners } from './test-runners.fixture.ts'

/** Less than this no config promises. */
const FEWEST_TESTS = 14

for (const { name, missing, run } of runners) {
  const cases = snapshotCases.filter(({ config }) => new RegExp(`\\btests"?: ["']${name}["']`).test(config))

  describeWith(missing, `S-O4 emitted tests for ${name}`, () => {
    const folder = temporaryFolder('emitted-tests')
    let ran: readonly RanTest[] = []
    afterAll(() => folder.remove())

    beforeAll(async () => {
      for (const snapshot of cases) {
        const root = join(folder.path, snapshot.name)
        mkdirSync(root)
        createProject(root, snapshot)
        apply(await prepare({ root }))
      }
      ran = await run(folder.path)
    }, 300_000)

    it('are in some snapshots', () => {
      expect(cases.length).toBeGreaterThan(2)
    })

    it.each(cases.map((snapshot) => snapshot.name))('pass on %s', (tree) => {
      const tests = ran.filter((test) => test.tree === tree)
      expect(tests.filter(({ passed }) => !passed)).toEqual([])
      expect(tests.length).toBeGreaterThanOrEqual(FEWEST_TESTS)
    })
  })
}
