import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { advisories, advisoriesFor } from '../../templates/advisories.ts'
import { packageRoot } from './read-template.ts'
import { printRevisions, type Revision, revisionOf } from './revisions.ts'

const TEMPLATES = join(packageRoot(), 'templates')
const FILE = join(TEMPLATES, 'revisions.json')

describe('the revisions of templates', () => {
  it('are those of the texts as they are: `npm run snapshots` counts up what changed', async () => {
    await expect(printRevisions(recorded(), templates())).toMatchFileSnapshot(FILE)
  })

  it('count up when a text changes, begin at 1, and stay otherwise', () => {
    const [source = ''] = templates()
    const { hash } = JSON.parse(printRevisions({}, [source]))[source] as Revision

    expect(JSON.parse(printRevisions({}, [source]))[source]).toEqual({ revision: 1, hash })
    expect(JSON.parse(printRevisions({ [source]: { revision: 7, hash } }, [source]))[source].revision).toBe(7)
    expect(JSON.parse(printRevisions({ [source]: { revision: 7, hash: 'old' } }, [source]))[source].revision).toBe(8)
  })

  it('that no template has are an error', () => {
    expect(() => revisionOf('runtime/none.ts')).toThrow('runtime/none.ts')
  })
})

describe('advisories', () => {
  it.each(advisories.map((advisory) => [advisory.id, advisory] as const))(
    '%s is of a template that has the fix',
    (id, { source, fixedIn }) => {
      expect(id).toMatch(/^CS-\d{4}-\d{3}$/)
      expect(revisionOf(source)).toBeGreaterThanOrEqual(fixedIn)
      expect(advisoriesFor(source, fixedIn - 1).map((advisory) => advisory.id)).toContain(id)
      expect(advisoriesFor(source, fixedIn).map((advisory) => advisory.id)).not.toContain(id)
    },
  )

  it('have ids of their own', () => {
    const ids = advisories.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

function recorded(): Readonly<Record<string, Revision>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Revision>>) : {}
}

/** Everything that can become a file of a project. */
function templates(): readonly string[] {
  return readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter(
      (path) =>
        /^(runtime|slots|backends|targets|testing|project)\/.*\.(ts|hbs)$/.test(path) &&
        !/\.(test|harness|fixture|spec|meta|wire)\.ts$/.test(path),
    )
}
