import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { lookAbove } from './above.ts'
import { ENV, type KeptProject, keptProject, PRINTED, SELF } from './kept-project.fixture.ts'
import { recall } from './recall.ts'
import { remember } from './remember.ts'

let project: KeptProject
afterEach(() => project.remove())

describe('remember', () => {
  it.each([
    ['a config that is a literal', {}],
    ['an .editorconfig', { '.editorconfig': 'root = true\n[*]\nindent_size = 4\n' }],
  ])('keeps what a run said of a project with %s', async (_, files) => {
    project = keptProject(files)
    project.remember(await project.generated())

    expect(recall(project.question, SELF, ENV)).toBe(PRINTED)
  })

  it.each([
    [
      'a config that is a program',
      { 'sessions.config.ts': "export default { target: 'express', backend: ['memory'].join('') }\n" },
    ],
    ['options of Prettier that are a program', { 'prettier.config.js': 'export default { semi: false }\n' }],
  ])('keeps nothing for %s: it cannot know what that read', async (_, files) => {
    project = keptProject(files)
    project.remember(await project.generated())

    expect(project.hasAnswer()).toBe(false)
  })

  it('keeps nothing in CI, and nothing where there is no node_modules', async () => {
    project = keptProject()
    const run = await project.generated()

    project.remember(run, { CI: '1' })
    expect(project.hasAnswer()).toBe(false)

    rmSync(join(project.root, 'node_modules'), { recursive: true })
    project.remember(run)
    expect(readdirSync(project.root)).not.toContain('node_modules')
  })

  it.each([
    ['generate', '--dry-run'],
    ['generate', '--dryRun'],
    ['check', '--no-execute'],
    ['check', '--execute=false'],
    ['diff', '--json'],
  ])('keeps nothing of %s %s', async (...args) => {
    project = keptProject()
    const clean = { printed: PRINTED, runs: [await project.generated()], startedAt: Infinity, above: {} }
    remember({ ...project.question, args }, SELF, clean, ENV)
    expect(project.hasAnswer()).toBe(false)

    remember(project.question, SELF, clean, ENV)
    expect(project.hasAnswer()).toBe(true)
  })

  it('keeps nothing of a run during which something changed', async () => {
    project = keptProject()
    const startedAt = Date.now() + 60_000
    const clean = { printed: PRINTED, runs: [await project.generated()], above: {} }

    remember(project.question, SELF, { ...clean, startedAt: Date.now() }, ENV)
    expect(project.hasAnswer()).toBe(false)

    remember(project.question, SELF, { ...clean, startedAt }, ENV)
    expect(project.hasAnswer()).toBe(true)
  })

  it('keeps nothing of a run during which something changed above the project', async () => {
    project = keptProject()
    const above = lookAbove(project.root)
    const clean = { printed: PRINTED, runs: [await project.generated()], startedAt: Infinity }
    expect(above[join(project.above, '.prettierrc')]).toBe('absent')

    writeFileSync(join(project.above, '.prettierrc'), '{ "semi": false }')
    remember(project.question, SELF, { ...clean, above }, ENV)
    expect(project.hasAnswer()).toBe(false)

    remember(project.question, SELF, { ...clean, above: lookAbove(project.root) }, ENV)
    expect(project.hasAnswer()).toBe(true)
  })

  it('keeps how the code looked when the run looked', async () => {
    project = keptProject()
    const run = await project.generated()
    project.write('src/app.ts', 'import express from "express";\n\nexpress().listen(3000);\n')
    project.remember(run)

    expect(recall(project.question, SELF, ENV)).toBeNull()
  })

  it('writes through no link, and is silent about it', async () => {
    project = keptProject()
    const elsewhere = join(project.above, 'elsewhere')
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, join(project.root, 'node_modules/.cache'))
    project.remember(await project.generated())

    expect(readdirSync(elsewhere)).toEqual([])
    expect(lstatSync(join(project.root, 'node_modules/.cache')).isSymbolicLink()).toBe(true)
  })

  it('says nothing that came from a file and moves the cursor', async () => {
    project = keptProject()
    const clean = { printed: '\u001B[2J', runs: [await project.generated()], startedAt: Infinity, above: {} }
    remember(project.question, SELF, clean, ENV)

    expect(project.hasAnswer()).toBe(false)
  })
})
