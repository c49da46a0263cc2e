import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

/** A project that was scaffolded with `--yes`; each test has a copy of its own. */
let scaffolded: TrialProject
let project: TrialProject

beforeAll(async () => {
  scaffolded = expressProject()
  expect(await call(scaffolded, '--yes', '--no-install')).toMatchObject({ code: 0 })
})
afterAll(() => scaffolded.remove())
beforeEach(() => {
  project = scaffolded.copy()
})
afterEach(() => project.remove())

describe('generate', () => {
  it('changes nothing the second time, and says so', async () => {
    const before = project.tree()

    const ended = await call(project, 'generate')

    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-nothing', ['generate'], ended)
  })

  it('writes what a change of the config changes', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call(project, 'generate')

    await expectPrinted('generate-changed', ['generate'], ended)
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('says in a dry run what it would do, and writes nothing', async () => {
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    const ended = await call(project, 'generate', '--dry-run')

    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-dry-run', ['generate', '--dry-run'], ended)
  })

  it('keeps an edit that nothing new is for', async () => {
    project.edit('src/sessions/session-errors.ts', '409', '410')
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(0)
    expect(project.read('src/sessions/session-errors.ts')).toContain('410')
    await expectPrinted('generate-kept', ['generate'], ended)
  })

  it('merges an edit with what is new elsewhere in the file', async () => {
    project.write('src/sessions/session-lifetime.ts', `${project.read('src/sessions/session-lifetime.ts')}// mine\n`)
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(0)
    expect(project.read('src/sessions/session-lifetime.ts')).toMatch(/7 \* 24[^]*\/\/ mine\n$/)
    await expectPrinted('generate-merged', ['generate'], ended)
  })

  it('writes nothing at all where an edit and what is new collide, and shows the three texts', async () => {
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '5 * 24')
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(3)
    expect(project.tree()).toEqual(before)
    await expectPrinted('generate-refused', ['generate'], ended)
  })

  it.each(['markers', 'ours', 'theirs'])('settles a conflict by %s', async (policy) => {
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '5 * 24')
    project.edit('sessions.config.ts', '14d', '7d')

    const ended = await call(project, 'generate', '--conflict', policy)

    expect(ended.code).toBe(policy === 'markers' ? 3 : 0)
    await expectPrinted(`generate-${policy}`, ['generate', '--conflict', policy], ended)
  })

  it('tells a program of a conflict with its three texts, and writes nothing', async () => {
    project.edit('src/sessions/session-lifetime.ts', '14 * 24', '5 * 24')
    project.edit('sessions.config.ts', '14d', '7d')
    const before = project.tree()

    const { code, out } = await call(project, 'generate', '--json')

    expect(code).toBe(3)
    expect(project.tree()).toEqual(before)
    const { changes } = JSON.parse(out) as { readonly changes: readonly object[] }
    expect(changes).toContainEqual({
      path: 'src/sessions/session-lifetime.ts',
      kind: 'conflict',
      reason: 'config-changed',
      conflicts: [expect.objectContaining({ line: 3, why: 'both-changed' })],
    })
  })

  it('deletes what a backend leaves behind, and keeps what you edited of it', async () => {
    project.write('src/sessions/seal.ts', `${project.read('src/sessions/seal.ts')}// mine\n`)
    project.edit('sessions.config.ts', `'cookie'`, `'memory'`)

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(0)
    expect(project.tree().has('src/sessions/seal.ts')).toBe(true)
    expect(project.tree().has('src/sessions/cookie-backend.ts')).toBe(false)
    expect((await call(project, 'check')).code).toBe(0)
    await expectPrinted('generate-other-backend', ['generate'], ended)
  })

  it('S-C1 says everything that is wrong with a config, and writes nothing', async () => {
    project.edit('sessions.config.ts', `maxAge: '14d'`, `max_age: '14d',\n  sameSite: 'Strict'`)
    const before = project.tree()

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(2)
    expect(project.tree()).toEqual(before)
    await expectPrinted('config-invalid', ['generate'], ended)
  })

  it('S-C3 writes each of several sessions into a folder of its own', async () => {
    project.write(
      'sessions.config.ts',
      `export default { sessions: { user: { key: 'user' }, admin: { key: 'admin', maxAge: '1h' } } }\n`,
    )

    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read('src/sessions/user/session-cookie.ts')).toContain('__Host-user')
    expect(project.read('src/sessions/admin/session-cookie.ts')).toContain('__Host-admin')
    expect(project.tree().has('src/sessions/index.ts')).toBe(false)
    expect((await call(project, 'check')).code).toBe(0)
  })
})

describe('create-session, where there is a config', () => {
  it('generates', async () => {
    project.edit('sessions.config.ts', '14d', '7d')

    expect((await call(project, '--yes', '--no-install')).code).toBe(0)
    expect(project.read('src/sessions/session-lifetime.ts')).toContain('7 * 24 * 60 * 60')
  })

  it('does not take answers that are the config’s to give', async () => {
    const ended = await call(project, '--backend', 'memory')

    expect(ended.code).toBe(2)
    await expectPrinted('answer-with-config', ['--backend', 'memory'], ended)
  })
})
