import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../templates/contracts/services.ts'
import { readTemplate } from '../read-template.ts'
import { prepare } from './prepare.ts'
import { fileOfPrepared, preparedIn } from './read-prepared.ts'

const SOURCE = 'runtime/session-cookie.ts'

let folder: ReturnType<typeof temporaryFolder>
let place: URL
beforeEach(() => {
  folder = temporaryFolder('prepared')
  place = pathToFileURL(`${folder.path}/`)
  writeFileSync(fileOfPrepared(SOURCE, place), JSON.stringify(prepare(SOURCE, readTemplate(SOURCE))))
})
afterEach(() => folder.remove())

describe('what is stored of a module', () => {
  it('is what was stored, for the same text', () => {
    const text = readTemplate(SOURCE)
    expect(preparedIn(place)(SOURCE, text)).toEqual(prepare(SOURCE, text))
  })

  it('is nothing for a text that has changed since by a single character', () => {
    expect(preparedIn(place)(SOURCE, `${readTemplate(SOURCE)} `)).toBeNull()
  })

  it('is nothing where nothing is stored', () => {
    expect(preparedIn(place)('runtime/session.ts', readTemplate('runtime/session.ts'))).toBeNull()
  })
})
