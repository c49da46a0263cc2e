import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

/** A project that was scaffolded with `--yes`; each test has a copy of its own. */
let scaffolded: TrialProject
let project: TrialProject

beforeAll(async () => {
  scaffolded = expressProject()
  expect(await call(scaffolded, '--yes')).toMatchObject({ code: 0 })
})
afterAll(() => scaffolded.remove())
beforeEach(() => {
  project = scaffolded.copy()
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

  it('finds every change of a byte', async () => {
    const path = 'src/sessions/session-lifetime.ts'
    const text = project.read(path)
    for (const at of [0, Math.floor(text.length / 2), text.length - 2]) {
      project.write(path, `${text.slice(0, at)}~${text.slice(at + 1)}`)
      expect(JSON.parse((await call(project, 'check', '--json')).out)).toMatchObject({
        changes: expect.arrayContaining([{ path, kind: 'keep', reason: 'edited' }]),
      })
    }
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
    expect(project.tree()).toEqual(scaffolded.tree())
  })
})

describe('diff', () => {
  it('shows what would change, line by line', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    await expectPrinted('diff', ['diff'], await call(project, 'diff'))
  })

  it('says nothing where nothing would', async () => {
    expect(await call(project, 'diff')).toEqual({ code: 0, out: '', err: '' })
  })
})
