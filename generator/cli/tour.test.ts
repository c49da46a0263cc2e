// Records docs/tour.txt: what a person types, what it prints, and what changes in the files, from the first run to `undo`.
import { join } from 'node:path'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../emit/read-template.ts'
import { call, trialProject, type TrialProject } from './trial-project.harness.ts'

const APP = `import express from 'express'

const app = express()
app.use(express.urlencoded({ extended: false }))

app.get('/', (request, response) => {
  response.send('Welcome')
})

app.listen(3000)
`

const COOKIE = 'src/sessions/session-cookie.ts'
const LIFETIME = 'src/sessions/session-lifetime.ts'
const ERRORS = 'src/sessions/session-errors.ts'

let project: TrialProject
const tour: string[] = []

beforeAll(() => {
  project = trialProject({
    'package.json': `${JSON.stringify(
      { name: 'shop', type: 'module', dependencies: { express: '^5.3.0' }, devDependencies: { typescript: '^5.9.0' } },
      null,
      2,
    )}\n`,
    'tsconfig.json': `${JSON.stringify({ compilerOptions: { module: 'nodenext', strict: true } })}\n`,
    '.prettierrc': '{ "semi": false, "singleQuote": true }\n',
    'src/app.ts': APP,
  })
})
afterAll(() => project.remove())

function say(text: string): void {
  tour.push(`# ${text}`, '')
}

/** Types a command, and records what it prints. */
async function type(...args: readonly string[]): Promise<number | null> {
  const { code, out, err } = await call(project, ...args)
  const printed = [out.trimEnd(), err.trimEnd()].filter((text) => text !== '')
  tour.push(
    `$ npx create-session ${args.join(' ')}`.trimEnd(),
    ...printed,
    ...(code === 0 ? [] : [`[exit ${code}]`]),
    '',
  )
  return code
}

/** Changes a file in an editor, and records what changed. */
function edit(path: string, from: string, to: string): void {
  const before = project.read(path)
  project.edit(path, from, to)
  tour.push(patch(path, before, project.read(path)), '')
}

/** Records what the last command made of a file. */
function show(path: string, before: string): void {
  tour.push(patch(path, before, project.read(path)), '')
}

function patch(path: string, before: string, after: string): string {
  const options = { headerOptions: FILE_HEADERS_ONLY, context: 1 }
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, options).trimEnd()
}

it(
  'goes from an Express application to sessions, through edits, a conflict and back',
  { timeout: 300_000 },
  async () => {
    say('An Express application that knows no sessions.')
    const app = project.read('src/app.ts')
    expect(await type('--yes', '--no-install')).toBe(0)
    show('src/app.ts', app)

    say('The code is yours. Two edits by hand: another status for a session that ended, and a constant of yours.')
    edit(ERRORS, '409', '410')
    edit(
      COOKIE,
      '/** A cookie that ends',
      "/** Yours. */\nexport const COOKIE_OWNER = 'shop'\n\n/** A cookie that ends",
    )
    expect(await type('check')).toBe(0)

    say('Three fields of the config change.')
    edit('sessions.config.ts', "maxAge: '14d',", "maxAge: '7d',\n  key: 'shop',\n  sameSite: 'strict',")
    expect(await type('check')).toBe(2)
    const cookie = project.read(COOKIE)
    expect(await type('generate')).toBe(0)
    show(COOKIE, cookie)
    expect(project.read(ERRORS)).toContain('410')
    expect(project.read(COOKIE)).toContain('COOKIE_OWNER')
    expect(await type('check')).toBe(0)

    say('An edit of a line that the config changes too.')
    edit(LIFETIME, '7 * 24', '5 * 24')
    edit('sessions.config.ts', "maxAge: '7d'", "maxAge: '3d'")
    const [mine, config] = [project.read(LIFETIME), project.read('sessions.config.ts')]
    expect(await type('check')).toBe(3)
    expect(await type('generate')).toBe(3)

    say('First way out: both lines between markers, for your editor.')
    expect(await type('generate', '--conflict=markers')).toBe(3)
    show(LIFETIME, mine)
    expect(await type('undo')).toBe(0)
    expect([project.read(LIFETIME), project.read('sessions.config.ts')]).toEqual([mine, config])

    say('Second way out: your line.')
    expect(await type('generate', '--conflict=ours')).toBe(0)
    expect(project.read(LIFETIME)).toContain('5 * 24')
    expect(await type('check')).toBe(0)
    expect(await type('undo')).toBe(0)

    say('Third way out: the generated line.')
    expect(await type('generate', '--conflict=theirs')).toBe(0)
    show(LIFETIME, mine)

    say('And back again.')
    expect(await type('undo')).toBe(0)
    expect(project.read(LIFETIME)).toBe(mine)

    await expect(`${tour.join('\n').trimEnd()}\n`).toMatchFileSnapshot(join(packageRoot(), 'docs/tour.txt'))
  },
)
