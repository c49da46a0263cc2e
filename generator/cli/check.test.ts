import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { generatedProject } from '../check/generated-project.fixture.ts'
import { call, expectPrinted, trialProject, type TrialProject } from './trial-project.harness.ts'

/** Each test has a copy of its own. */
let generated: TrialProject
let project: TrialProject

beforeAll(async () => {
  generated = await generatedProject()
})
afterAll(() => generated.remove())
beforeEach(() => {
  project = generated.copy()
})
afterEach(() => project.remove())

describe('check', () => {
  it('is content with what was generated', async () => {
    await expectPrinted('check-clean', ['check'], await call(project, 'check'))
  })

  it('names each file that differs, and why', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    rmSync(join(project.root, 'src/sessions/middleware.ts'))
    rmSync(join(project.root, 'src/sessions/README.md'))
    project.edit('src/sessions/session-errors.ts', '409', '410')
    project.write('src/sessions/connection.ts', project.read('src/sessions/connection.ts').replaceAll('\n', '\r\n'))
    project.write('src/sessions/session-id.ts', project.read('src/sessions/session-id.ts').replaceAll('  ', '      '))

    const ended = await call(project, 'check')

    expect(ended.code).toBe(2)
    await expectPrinted('check-drift', ['check'], ended)
  })

  it('is content with an edit that nothing new is for, and names it', async () => {
    project.edit('src/sessions/session-errors.ts', '409', '410')

    const ended = await call(project, 'check')

    expect(ended.code).toBe(0)
    await expectPrinted('check-edited', ['check'], ended)
  })

  it('fails with 1, not 2, where it cannot tell', async () => {
    project.edit('sessions.config.ts', `maxAge: '14d'`, `maxAge: '14 days'`)

    const ended = await call(project, 'check')

    expect(ended.code).toBe(1)
    await expectPrinted('check-invalid', ['check'], ended)
  })

  it('says of what has to be decided by a person that it has to, with 3', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '15 * 24')
    project.write('src/sessions/xaes.ts', '<<<<<<< yours\na\n=======\nb\n>>>>>>> generated now\n')

    const ended = await call(project, 'check')

    expect(ended.code).toBe(3)
    await expectPrinted('check-conflict', ['check'], ended)
  })

  it('shows GitHub each of them at its line', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '15 * 24')

    await expectPrinted(
      'check-github',
      ['check', '--format', 'github'],
      await call(project, 'check', '--format', 'github'),
    )
  })

  it('checks several projects in one report, and ends as the worst of them', async () => {
    const workspace = trialProject({})
    for (const name of ['packages/api', 'packages/admin', 'packages/shop']) {
      project.tree().forEach((text, path) => workspace.write(`${name}/${path}`, text))
    }
    workspace.edit('packages/admin/sessions.config.ts', '14d', '7d')
    workspace.edit('packages/shop/sessions.config.ts', '14d', 'long')
    const args = ['check', 'packages/api', 'packages/admin/sessions.config.ts', 'packages/shop']

    const ended = await call(workspace, ...args)

    expect(ended.code).toBe(1)
    await expectPrinted('check-several', args, ended)
    expect((await call(workspace, ...args.slice(0, 3))).code).toBe(2)
    expect((await call(workspace, ...args.slice(0, 2))).code).toBe(0)
    workspace.write('package.json', JSON.stringify({ workspaces: ['packages/*'] }))
    expect((await call(workspace, 'check')).out).toContain('1 of 3 configs agree')
    workspace.remove()
  })

  it('writes nothing', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    await call(project, 'check')
    await call(project, 'diff')

    expect(project.tree()).toEqual(before)
  })

  it('adopts files that are as they would be generated where the manifest is lost', async () => {
    rmSync(join(project.root, '.sessions'), { recursive: true })

    expect((await call(project, 'check')).code).toBe(0)
    expect((await call(project, 'generate')).code).toBe(0)
    expect(withoutUndo(project)).toEqual(withoutUndo(generated))
  })
})

describe('diff', () => {
  it('shows three texts where you and the generator both changed a file: yours, what is new, and both', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit('src/sessions/session-lifetime.ts', '/** The deadline of', '/** When it ends: the deadline of')

    await expectPrinted('diff-merge', ['diff'], await call(project, 'diff'))
  })

  it('shows a conflict with its three texts, and ends with 0', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '15 * 24')

    await expectPrinted('diff-conflict', ['diff'], await call(project, 'diff'))
  })

  it('shows by --edits what you made of a file that nothing new is for', async () => {
    project.edit('src/sessions/session-errors.ts', '409', '410')

    expect((await call(project, 'diff')).out).toBe('')
    await expectPrinted('diff-edits', ['diff', '--edits'], await call(project, 'diff', '--edits'))
  })

  it('gives a program each text under its name', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '15 * 24')

    const { changes } = JSON.parse((await call(project, 'diff', '--format', 'json')).out) as { changes: object[] }

    expect(changes).toMatchObject([
      { path: 'src/sessions/README.md', diffs: [{ from: 'yours', to: 'generated' }], conflicts: [] },
      {
        path: 'src/sessions/session-lifetime.ts',
        kind: 'conflict',
        diffs: [
          { from: 'base', to: 'yours', patch: expect.stringContaining('+const LIFETIME_SECONDS = 15') },
          { from: 'base', to: 'generated', patch: expect.stringContaining('+const LIFETIME_SECONDS = 7') },
        ],
        conflicts: [{ line: 3 }],
      },
    ])
  })

  it('prints nothing that a terminal or a build service obeys, whatever a file holds', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    project.edit(
      'src/sessions/session-lifetime.ts',
      '// How long',
      '::error::owned\n\t::error::owned\n// \u001B[2J\u202E##[error]owned\n// How long',
    )

    const { out } = await call(project, 'diff')

    expect(out).toContain('owned')
    expect(out).not.toMatch(/[^\P{Cc}\t\n]|[\p{Cf}\u2028\u2029]|^\s*::|##\w*\[/mu)
  })

  it('shows what would change, line by line', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    await expectPrinted('diff', ['diff'], await call(project, 'diff'))
  })

  it('says nothing where nothing would', async () => {
    expect(await call(project, 'diff')).toEqual({ code: 0, out: '', err: '' })
  })
})

/** What takes the last run back tells of the last run. */
function withoutUndo(one: TrialProject): readonly (readonly [string, string])[] {
  return [...one.tree()].filter(([path]) => path !== '.sessions/undo.json')
}
