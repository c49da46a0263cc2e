// Wires the applications of `fixtures/wirings`: what comes out of each is in its `outcome.txt`.
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { settings } from '../../fixtures/wirings/settings.ts'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { applyEdits } from '../emit/specialise/edits.ts'
import { isBroken } from './source.ts'
import { wire } from './wire.ts'
import { caseNames, filesOf, inputsFor, OUTCOME, WIRINGS, targetOfCase, withText } from './wirings.harness.ts'
import type { Wiring } from './wiring.ts'

const folder = temporaryFolder('wirings')
afterAll(() => folder.remove())

/** One session after the other, each in the text that the one before left. */
function wireAll(name: string): readonly Wiring[] {
  const inputs = inputsFor(join(folder.path, name), targetOfCase(name), filesOf(name), settings[name])
  const written = new Map<string, string>()
  return inputs.map((input) => {
    const wiring = wire([...written].reduce((each, [path, text]) => withText(each, path, text), input))
    if (wiring.kind === 'done') {
      written.set(wiring.path, wiring.text)
    }
    return wiring
  })
}

function report(wiring: Wiring): string {
  switch (wiring.kind) {
    case 'done':
      return `done: ${wiring.path}\n\n${wiring.text}`
    case 'already-there':
      return `already there: ${wiring.path}:${wiring.line}\n`
    case 'unable':
      return `unable: ${wiring.why}\n${wiring.where}:\n\n${wiring.paste}\n`
  }
}

it('knows more than thirty applications', () => {
  expect(caseNames().length).toBeGreaterThan(30)
  expect(Object.keys(settings).filter((name) => !caseNames().includes(name))).toEqual([])
})

describe.each(caseNames())('%s', (name) => {
  it('ends as it was reviewed', async () => {
    await expect(wireAll(name).map(report).join('\n----\n\n')).toMatchFileSnapshot(join(WIRINGS, name, OUTCOME))
  })

  it('is not changed but by insertions, and parses', () => {
    for (const wiring of wireAll(name)) {
      if (wiring.kind === 'done') {
        expect(wiring.edits.filter(({ start, end }) => start !== end)).toEqual([])
        expect(applyEdits(wiring.before, wiring.edits)).toBe(wiring.text)
        expect(isBroken(wiring.path, wiring.text)).toBe(false)
      }
    }
  })
})
