import { expect, it } from 'vitest'
import { readRendered } from './rendered.ts'

const PATHS = new Set(['src/sessions/session.ts'])

it.each([
  ["export { openSession, type Session } from './session.js'", ['openSession', 'Session'], true],
  ["export type { Session, SessionData } from './session.js'", ['Session', 'SessionData'], true],
  ["import type { Session } from './session'", ['Session'], false],
])('reads what is taken by %s', (text, names, isExport) => {
  const { imports } = readRendered('src/sessions/index.ts', `${text}\n`, PATHS)

  expect(imports).toEqual([{ path: 'src/sessions/session.ts', names, isExport }])
})

it('takes a declaration for none of these', () => {
  const text =
    'export type Id = string\nexport interface SessionData {}\nexport async function up(): Promise<void> {}\n'

  expect(readRendered('src/sessions/session-data.ts', text, PATHS).imports).toEqual([])
})
