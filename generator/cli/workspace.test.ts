// A monorepo: one command at its root is for all its packages.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, expectPrinted, type TrialProject, trialProject } from './trial-project.harness.ts'

const MANIFEST = JSON.stringify({ type: 'module', dependencies: { hono: '^4.13.0' } })

let project: TrialProject

beforeEach(() => {
  project = trialProject({
    'package.json': '{}',
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'packages/web/package.json': MANIFEST,
    'packages/web/sessions.config.js': `export default { backend: 'memory' }\n`,
    'packages/api/package.json': MANIFEST,
    'packages/api/sessions.config.js': `export default { backend: 'memory', maxAge: '1h' }\n`,
    'packages/other/package.json': MANIFEST,
  })
})
afterEach(() => project.remove())

describe('a workspace', () => {
  it('is generated and checked as a whole, from its root', async () => {
    const ended = await call(project, 'generate')

    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(project.read('packages/api/sessions/session-lifetime.js')).toContain('60 * 60')
    expect([...project.tree().keys()].filter((path) => /^(packages\/other|sessions|\.sessions)\//.test(path))).toEqual([
      'packages/other/package.json',
    ])
    expect((await call(project, 'check')).code).toBe(0)
    await expectPrinted('generate-several', ['generate'], ended)
  })

  it('goes on after a package that is wrong, and ends with the worst code', async () => {
    project.write('packages/api/sessions.config.js', `export default { backend: 'memory', maxage: '1h' }\n`)

    const ended = await call(project, 'generate')

    expect(ended.code).toBe(2)
    expect(ended.out).toContain('2 projects: 1 done, 1 with a wrong config.')
    expect(project.tree().has('packages/web/sessions/index.js')).toBe(true)
    expect(project.tree().has('packages/api/sessions/index.js')).toBe(false)
  })

  it('is for the packages that are named', async () => {
    const { code, out } = await call(project, 'generate', 'packages/web', '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ command: 'generate', config: 'sessions.config.js' })
    expect(project.tree().has('packages/api/sessions/index.js')).toBe(false)
  })

  it('has one JSON for several', async () => {
    const { out } = await call(project, 'generate', '--dry-run', '--json')

    expect(JSON.parse(out)).toMatchObject({
      projects: [
        { project: 'packages/api', exitCode: 0, command: 'generate' },
        { project: 'packages/web', exitCode: 0, command: 'generate' },
      ],
    })
  })
})
