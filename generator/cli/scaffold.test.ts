import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, expectPrinted, expressProject, type TrialProject } from './trial-project.harness.ts'

let project: TrialProject

afterEach(() => project.remove())

describe('create-session', () => {
  beforeEach(() => {
    project = expressProject()
  })

  it('writes a config that is read without being executed', async () => {
    await call(project, '--yes')

    expect(JSON.parse((await call(project, 'check', '--json')).out)).toMatchObject({ executed: false, drift: false })
  })

  it('takes answers from flags', async () => {
    const ended = await call(project, '--backend', 'memory', '--output', 'src/lib/session', '--target', 'express')

    expect(ended.code).toBe(0)
    expect(project.read('sessions.config.ts')).toContain(`output: 'src/lib/session'`)
    expect(project.tree().has('src/lib/session/memory-backend.ts')).toBe(true)
  })

  it('writes nothing in a dry run', async () => {
    const before = project.tree()

    const ended = await call(project, '--yes', '--dry-run')

    expect(project.tree()).toEqual(before)
    await expectPrinted('scaffold-dry-run', ['--yes', '--dry-run'], ended)
  })

  it('prints JSON alone where it is asked to', async () => {
    const { changes, sessions } = JSON.parse((await call(project, '--yes', '--json')).out) as {
      changes: object[]
      sessions: object[]
    }

    expect(changes[0]).toEqual({ path: 'sessions.config.ts', kind: 'create', reason: 'new' })
    expect(sessions).toMatchObject([{ target: 'express', backend: 'cookie', output: 'src/sessions' }])
  })

  it.each([
    ['missing-backend', [], 2],
    ['wrong-backend', ['--backend', 'reddis'], 2],
    ['output-outside', ['--yes', '--output', '../elsewhere'], 2],
  ])('writes nothing where it cannot: %s', async (name, args, code) => {
    const before = project.tree()

    const ended = await call(project, ...args)

    expect(ended.code).toBe(code)
    expect(project.tree()).toEqual(before)
    await expectPrinted(name, args, ended)
  })

  it('names the flag where no framework is known', async () => {
    project.write('package.json', '{}')

    const ended = await call(project, '--yes')

    expect(ended.code).toBe(2)
    await expectPrinted('missing-target', ['--yes'], ended)
  })

  it('does not write over a file of yours', async () => {
    project.write('src/sessions/index.ts', '// mine\n')
    const before = project.tree()

    const ended = await call(project, '--yes')

    expect(ended.code).toBe(3)
    expect(project.tree()).toEqual(before)
    await expectPrinted('in-the-way', ['--yes'], ended)
  })

  it('writes JavaScript where there is no TypeScript', async () => {
    rmSync(join(project.root, 'tsconfig.json'))
    project.write('package.json', JSON.stringify({ dependencies: { express: '^5.3.0' } }))

    expect((await call(project, '--yes')).code).toBe(0)
    expect(
      [...project.tree().keys()].filter((path) => path.startsWith('src/sessions/') && /[^d]\.m?ts$/.test(path)),
    ).toEqual([])
    expect(project.read('src/sessions/index.mjs')).toContain(`from './`)
    expect(project.tree().has('sessions.config.mjs')).toBe(true)
    expect((await call(project, 'check')).code).toBe(0)
  })
})
