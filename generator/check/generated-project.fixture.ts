// A small Express application whose sessions are generated: what the tests of `check` start from.
import { expect } from 'vitest'
import { call, expressProject, type TrialProject } from '../cli/trial-project.harness.ts'

export const CONFIG = `import { defineConfig } from 'create-session'

export default defineConfig({
  target: 'express',
  backend: 'cookie',
  // How long a session lives without being used.
  maxAge: '14d',
})
`

export async function generatedProject(config: string = CONFIG): Promise<TrialProject> {
  const project = expressProject()
  project.write('sessions.config.ts', config)
  expect(await call(project, 'generate')).toMatchObject({ code: 0 })
  return project
}
