import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENV, type KeptProject, keptProject, PRINTED, SELF } from './kept-project.fixture.ts'
import { recall } from './recall.ts'

function recalled({ question }: KeptProject): string | null {
  return recall(question, SELF, ENV)
}

describe('an answer', () => {
  let project: KeptProject
  beforeAll(async () => {
    project = keptProject()
    project.remember(await project.generated())
  })
  afterAll(() => project.remove())

  it('is given again, byte for byte, while nothing changes', () => {
    expect(recalled(project)).toBe(PRINTED)
    expect(recalled(project)).toBe(PRINTED)
  })

  it('rests on the config, the manifest, the base copies, the code, and on what is absent', () => {
    const states = project.states()
    const stateOf = (path: string): string | undefined => states[join(project.root, path)]

    for (const path of [
      'sessions.config.ts',
      '.sessions/manifest.json',
      '.sessions/base/src/sessions/session.ts.base',
      'src/sessions/session.ts',
      'package.json',
      'tsconfig.json',
      'tsconfig.base.json',
      'src/app.ts',
    ]) {
      expect(stateOf(path), path).toMatch(/^[\w-]{43}$/)
    }
    for (const path of [
      'sessions.config.js',
      '.sessions/staged',
      '.editorconfig',
      'src/.prettierrc',
      '../.prettierrc',
    ]) {
      expect(stateOf(path), path).toBe('absent')
    }
    expect(stateOf('src/sessions')).toBe('folder')
  })

  it('is not given after any one change of anything that it rests on', () => {
    const paths = Object.entries(project.states()).filter(([path]) => path.startsWith(`${project.above}/`))
    const survived: string[] = []
    let changes = 0
    for (const [path, state] of paths) {
      for (const [change, act] of changesOf(path, state, project.above)) {
        const undo = act()
        changes += 1
        if (recalled(project) !== null) {
          survived.push(`${change} ${path}`)
        }
        undo()
      }
      expect(recalled(project), `after ${path} was put back`).toBe(PRINTED)
    }
    expect(survived).toEqual([])
    expect(changes).toBeGreaterThan(400)
  }, 120_000)

  it.each([
    [
      'the project writes its code otherwise',
      'src/app.ts',
      'import express from "express";\n\nexpress().listen(3000);\n',
    ],
    ['there is more code, that looks otherwise', 'lib/a.ts', 'f("a");\nf("b");\nf("c");\nf("d");\n'],
    ['the package manager is another', 'pnpm-lock.yaml', ''],
    ['the project has a Prettier of its own', 'node_modules/prettier/index.js', ''],
  ])('is not given once %s', (_, path, text) => {
    const before = join(project.above, 'before')
    cpSync(project.root, before, { recursive: true })
    project.write(path, text)

    expect(recalled(project)).toBeNull()

    rmSync(project.root, { recursive: true })
    renameSync(before, project.root)
    expect(recalled(project)).toBe(PRINTED)
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['a list', '[]'],
    ['half an answer', '{"by":"create-session 1.0.0"}'],
    ['text that moves the cursor', null],
  ])('is not taken from a file that holds %s', (_, text) => {
    const folder = join(project.root, 'node_modules/.cache/create-session')
    const [name = ''] = readdirSync(folder)
    const kept = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text ?? JSON.stringify({ ...(JSON.parse(kept) as object), printed: '\u001B[2J' }))

    expect(recalled(project)).toBeNull()

    writeFileSync(join(folder, name), kept)
    expect(recalled(project)).toBe(PRINTED)
  })

  it.each([
    ['another version of this package', { ...SELF, version: '1.0.1' }, ENV],
    ['a checkout of this package', { ...SELF, root: '/home/me/create-session' }, ENV],
    ['CI', SELF, { CI: 'true' }],
    ['GitHub Actions', SELF, { GITHUB_ACTIONS: 'true' }],
  ])('is not given to %s', (_, self, env) => {
    expect(recall(project.question, self, env)).toBeNull()
  })

  it.each([
    ['other arguments', { args: ['check', '--json'] }],
    ['another command', { args: ['diff'] }],
    ['another folder', { folder: '/' }],
    ['a terminal with colours', { environment: [true] }],
  ])('is not given to the question of %s', (_, other) => {
    expect(recall({ ...project.question, ...other }, SELF, ENV)).toBeNull()
  })
})

type Undo = () => void

/** Everything that can happen to what stands at a path; each is taken back again. */
function changesOf(path: string, state: string, above: string): readonly (readonly [string, () => Undo])[] {
  const aside = join(above, 'aside')
  const moveAway = (): Undo => {
    renameSync(path, aside)
    return () => {
      rmSync(path, { recursive: true, force: true })
      renameSync(aside, path)
    }
  }
  const instead = (put: () => void) => (): Undo => {
    const undo = moveAway()
    put()
    return undo
  }
  const isRoot = path === join(above, 'shop')
  if (state === 'absent') {
    const first = firstMissing(path)
    const add = (put: () => void) => (): Undo => {
      mkdirSync(dirname(path), { recursive: true })
      put()
      return () => rmSync(first, { recursive: true, force: true })
    }
    return [
      ['an empty file at', add(() => writeFileSync(path, ''))],
      ['a folder at', add(() => mkdirSync(path))],
      ['a link to nowhere at', add(() => symlinkSync('nowhere', path))],
    ]
  }
  const away = [
    ['nothing at', moveAway],
    ['a link to the same instead of', instead(() => symlinkSync(aside, path))],
  ] as const
  if (state === 'folder') {
    // Where the answer itself stands is no input: gone with it, there is none to give.
    return isRoot ? [] : [...away, ['a file instead of', instead(() => writeFileSync(path, ''))]]
  }
  const bytes = readFileSync(path)
  const rewrite = (changed: Buffer) => (): Undo => {
    writeFileSync(path, changed)
    return () => writeFileSync(path, bytes)
  }
  const flipped = Buffer.from(bytes)
  flipped[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
  return [
    ...away,
    ['one byte more in', rewrite(Buffer.concat([bytes, Buffer.from('\n')]))],
    ['another bit in', rewrite(flipped)],
    ['a folder instead of', instead(() => mkdirSync(path))],
  ]
}

function firstMissing(path: string): string {
  try {
    readFileSync(join(dirname(path), '.'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return firstMissing(dirname(path))
    }
  }
  return path
}
