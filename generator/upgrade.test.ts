// A project that an older version of this package generated, and what a newer one makes of it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, expressProject, type TrialProject } from './cli/trial-project.harness.ts'
import { packageRoot } from './emit/read-template.ts'
import { ownTemplates, type Templates } from './emit/revisions.ts'
import { apply, prepare } from './pipeline.ts'

const SOURCE = 'runtime/record-changes.ts'
const FILE = 'src/sessions/record-changes.ts'
const OLDER = readFileSync(join(packageRoot(), 'fixtures/upgrades/record-changes.revision-1.ts.txt'), 'utf8')
/** The first version: in it two of several requests could carry one session over. */
const older: Templates = {
  read: (source) => (source === SOURCE ? OLDER : ownTemplates.read(source)),
  revisionOf: (source) => (source === SOURCE ? 1 : ownTemplates.revisionOf(source)),
}

let project: TrialProject

beforeEach(async () => {
  project = expressProject()
  project.write('sessions.config.ts', `export default { target: 'express', backend: 'memory' }\n`)
  apply(await prepare({ root: project.root }, { templates: older }))
  expect(project.read(FILE)).not.toContain('expiresAt: 0')
})
afterEach(() => project.remove())

describe('a security fix of a template', () => {
  it('is named by check, and brought by generate', async () => {
    const checked = await call(project, 'check')
    expect(checked.code).toBe(2)
    expect(checked.out).toContain('CS-2026-001')

    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read(FILE)).toContain('expiresAt: 0')
    expect(await call(project, 'check')).toMatchObject({ code: 0, out: expect.not.stringContaining('CS-2026-001') })
  })

  it('is named by check for a file that was edited, and merged into it', async () => {
    project.edit(FILE, 'const MAX_WAIT_MILLISECONDS = 50', 'const MAX_WAIT_MILLISECONDS = 80')

    expect((await call(project, 'check')).out).toContain('CS-2026-001')
    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read(FILE)).toContain('MAX_WAIT_MILLISECONDS = 80')
    expect(project.read(FILE)).toContain('expiresAt: 0')
    expect((await call(project, 'check')).out).not.toContain('CS-2026-001')
  })

  it('that collides with an edit stays named, until it is put in by hand and adopted', async () => {
    const line = 'version: stored.version + 1'
    project.edit(FILE, `{ ...stored, ${line} }`, `{ ...stored, ${line}, mine: true }`)

    expect((await call(project, 'generate')).code).toBe(3)
    expect((await call(project, 'generate', '--conflict', 'ours')).code).toBe(0)
    expect(project.read(FILE)).toContain('mine: true')
    expect(await call(project, 'check')).toMatchObject({ code: 2, out: expect.stringContaining('CS-2026-001') })

    writeFileSync(join(project.root, FILE), project.read(FILE).replace(', mine: true', ', mine: true, expiresAt: 0'))
    expect((await call(project, 'adopt', FILE)).code).toBe(0)
    expect(await call(project, 'check')).toMatchObject({ code: 0, out: expect.not.stringContaining('CS-2026-001') })
    expect(project.read(FILE)).toContain('mine: true, expiresAt: 0')
  })

  it('is told of an ejected file too, as something to look at', async () => {
    expect((await call(project, 'eject', FILE)).code).toBe(0)

    // The files around it come up to date.
    expect((await call(project, 'generate')).code).toBe(0)
    expect(await call(project, 'check')).toMatchObject({ code: 0, out: expect.stringContaining('CS-2026-001') })
    expect(project.read(FILE)).not.toContain('expiresAt: 0')
  })
})
