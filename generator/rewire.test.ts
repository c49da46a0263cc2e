// A wired application, through changes of the config and of itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, expressProject, type TrialProject } from './cli/trial-project.harness.ts'

const APP = 'src/app.ts'

let project: TrialProject
let before: string

beforeEach(async () => {
  project = expressProject()
  before =
    "import express from 'express'\n\nconst app = express()\n\napp.get('/', (request, response) => {\n  response.send('Hello')\n})\n\napp.listen(3000)\n"
  project.write(APP, before)
  expect((await call(project, '--backend', 'memory', '--max-age', '14d', '--yes', '--no-install')).code).toBe(0)
})
afterEach(() => project.remove())

describe('a wired application', () => {
  it('calls the code, and the manifest remembers it', () => {
    expect(project.read(APP)).toContain("from './sessions/index.js'")
    expect(project.read('.sessions/manifest.json')).toContain(`{"path":"${APP}","session":null`)
  })

  it('follows the code into another folder', async () => {
    project.edit('sessions.config.ts', "backend: 'memory'", "output: 'src/auth/sessions',\n  backend: 'memory'")
    expect(await call(project, 'check')).toMatchObject({ code: 2, out: expect.stringContaining(APP) })

    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read(APP)).toContain("from './auth/sessions/index.js'")
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('gets the connection that another backend takes', async () => {
    project.edit('sessions.config.ts', "backend: 'memory'", "backend: 'redis'")

    expect((await call(project, 'generate')).code).toBe(0)
    expect(project.read(APP)).toContain("import { createClient } from 'redis'")
    expect(project.read(APP)).toContain('sessions({ client })')
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('is found again where its lines were moved, and formatted in another way', async () => {
    const lines = project.read(APP).replaceAll("'", '"')
    project.write(APP, `// Moved down.\n\n${lines}`)

    expect((await call(project, 'check')).code).toBe(0)
  })

  it('that calls it no more is named by check; generate takes that for what you want', async () => {
    project.write(APP, before)
    expect(await call(project, 'check')).toMatchObject({ code: 2, out: expect.stringContaining(APP) })

    expect(await call(project, 'generate')).toMatchObject({ code: 0, out: expect.stringContaining('no longer calls') })
    expect(project.read(APP)).toBe(before)
    expect((await call(project, 'check')).code).toBe(0)
  })

  it('is as it was before after undo', async () => {
    expect((await call(project, 'undo')).code).toBe(0)

    expect(project.read(APP)).toBe(before)
  })
})
