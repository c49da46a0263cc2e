// The README beside the code states the numbers of the code: for each snapshot, and for nothing but what stands there.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { secondsWords } from '../config/quantities.ts'
import { packageRoot } from '../emit/read-template.ts'

const SNAPSHOTS = join(packageRoot(), 'snapshots')
/** What the README says of each constant; a number stands where the parentheses are. */
const SENTENCES: Readonly<Record<string, RegExp>> = {
  LIFETIME_SECONDS: /ends? (\d+ \w+) after (?:the|its) last renewal/,
  ABSOLUTE_TIMEOUT_SECONDS: /it ends (\d+ \w+) after it began/,
  RENEW_AFTER_SECONDS: /at most once in (\d+ \w+)/,
}

const readmes = readdirSync(SNAPSHOTS, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('/README.md'),
)

describe.each(readmes)('requirement 45 %s', (path) => {
  const readme = readFileSync(join(SNAPSHOTS, path), 'utf8')
  const folder = join(SNAPSHOTS, dirname(path))
  const constants = constantsIn(
    readdirSync(folder)
      .filter((name) => /^session-lifetime\.\w+$/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n'),
  )

  it.each(Object.entries(SENTENCES))('says %s where the code has it, with its number', (name, sentence) => {
    const seconds = constants.get(name)

    expect(sentence.exec(readme)?.[1]).toBe(seconds === undefined ? undefined : secondsWords(seconds))
  })

  it('has no lifetime that the code does not have', () => {
    const section = /## How long a session lives\n([^]*?)\n## /.exec(readme)?.[1] ?? ''
    const stated = [...section.matchAll(/\d+ (?:day|hour|minute|second)s?/g)].map(([text]) => text)

    expect(stated.toSorted()).toEqual([...constants.values()].map(secondsWords).toSorted())
  })
})

/** `const LIFETIME_SECONDS = 14 * 24 * 60 * 60`: each name with its product. */
function constantsIn(code: string): ReadonlyMap<string, number> {
  return new Map(
    [...code.matchAll(/^const ([A-Z_]+_SECONDS) = ([\d_* ]+);?$/gm)].map(([, name = '', product = '']) => [
      name,
      product.split('*').reduce((value, factor) => value * Number(factor.replaceAll('_', '')), 1),
    ]),
  )
}
