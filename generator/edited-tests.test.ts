// The emitted tests hold the copy that the user has edited: a harmless edit passes, one that breaks a promise does not.
import { cpSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { userEdits } from '../fixtures/edits.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'
import { type RanTest, runners } from './test-runners.fixture.ts'

/** One runner tries them all: what an edit breaks is the same for the others, and so are the tests. */
const EDITS_FOR_EACH_RUNNER = 8

for (const { name: tests, missing, run } of runners) {
  const edits = tests === 'vitest' ? userEdits : userEdits.slice(0, EDITS_FOR_EACH_RUNNER)
  describeWith(missing, `S-O4 an edited copy, tested by ${tests}`, () => {
    const [emitted, edited] = [temporaryFolder('emitted'), temporaryFolder('edited')]
    let ran: readonly RanTest[] = []
    afterAll(() => [emitted, edited].forEach((folder) => folder.remove()))

    beforeAll(async () => {
      for (const backend of ['memory', 'cookie']) {
        const root = join(emitted.path, backend)
        const config = { target: 'express', backend, maxAge: '1h', absoluteTimeout: '12h', exclude: '^/health$', tests }
        mkdirSync(root)
        createProject(root, {
          name: backend,
          project: 'ts-extensions',
          config: `export default ${JSON.stringify(config)}\n`,
        })
        apply(await prepare({ root }))
      }
      for (const { name, backend, file, from, to } of edits) {
        const tree = join(edited.path, name)
        cpSync(join(emitted.path, backend), tree, { recursive: true })
        const path = join(tree, 'src/sessions', file)
        const before = readFileSync(path, 'utf8')
        const after = before.replace(from, () => to)
        if (after === before) {
          throw new Error(`${file} does not say ${from}`)
        }
        writeFileSync(path, after)
      }
      ran = await run(edited.path)
    }, 300_000)

    it.each(edits.filter(({ fails }) => fails === null))('$name passes', ({ name }) => {
      const tests = ran.filter(({ tree }) => tree === name)
      expect(tests.filter(({ passed }) => !passed)).toEqual([])
      expect(tests.length).toBeGreaterThan(15)
    })

    it.each(edits.filter(({ fails }) => fails !== null))('$name fails: $fails', ({ name, fails }) => {
      const failed = ran.filter(({ tree, passed }) => tree === name && !passed)
      expect(failed.map(({ title }) => title)).toContain(fails)
    })
  })
}
