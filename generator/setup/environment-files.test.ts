import { describe, expect, it } from 'vitest'
import { envExample, ignoreEnv, ignoreFolder, namesVariable } from './environment-files.ts'

describe('ignoreEnv', () => {
  it.each([
    [null, '.env\n'],
    ['', '.env\n'],
    ['node_modules\n', 'node_modules\n.env\n'],
    ['node_modules', 'node_modules\n.env\n'],
    ['node_modules\r\ndist\r\n', 'node_modules\r\ndist\r\n.env\r\n'],
    ['# .env\n', '# .env\n.env\n'],
    ['.env.local\n.env.*\n', '.env.local\n.env.*\n.env\n'],
    ['.env\n!.env\n', '.env\n!.env\n.env\n'],
    ['packages/.env\n', 'packages/.env\n.env\n'],
  ])('adds a line: %j', (before, after) => {
    expect(ignoreEnv(before)).toBe(after)
    expect(ignoreEnv(after)).toBe(after)
  })

  it.each(['.env', '/.env\n', '**/.env\n', '.env*\n!.env.example\n', '*.env\r\n', '!.env\n.env  \n', '\uFEFF.env\n'])(
    'leaves one that keeps it out: %j',
    (text) => {
      expect(ignoreEnv(text)).toBe(text)
    },
  )
})

describe('ignoreFolder', () => {
  it.each([
    [null, '/.session-store/\n'],
    ['node_modules\r\n', 'node_modules\r\n/.session-store/\r\n'],
    ['.session-store\n!.session-store\n', '.session-store\n!.session-store\n/.session-store/\n'],
    ['# .session-store\n', '# .session-store\n/.session-store/\n'],
  ])('adds a line: %j', (before, after) => {
    expect(ignoreFolder(before, '.session-store')).toBe(after)
    expect(ignoreFolder(after, '.session-store')).toBe(after)
  })

  it.each(['.session-store', '/.session-store\n', '.session-store/\n'])('leaves one that keeps it out: %j', (text) => {
    expect(ignoreFolder(text, '.session-store')).toBe(text)
  })

  it('takes what git takes for wildcards as itself', () => {
    expect(ignoreFolder(null, 'var/[a]*')).toBe('/var/\\[a]\\*/\n')
  })
})

describe('envExample', () => {
  it.each([
    [null, ''],
    ['PORT=3000\n', 'PORT=3000\n'],
    ['PORT=3000', 'PORT=3000\n'],
    ['# SESSION_SECRETS=\n', '# SESSION_SECRETS=\n'],
    ['OLD_SESSION_SECRETS=\n', 'OLD_SESSION_SECRETS=\n'],
  ])('names the variable, and gives it no value: %j', (before, start) => {
    const after = envExample(before, 'SESSION_SECRETS')

    expect(after).toBe(
      `${start}# Keys that seal the session cookie, newest first. \`npx create-session secret\` prints one.\nSESSION_SECRETS=\n`,
    )
    expect(envExample(after, 'SESSION_SECRETS')).toBe(after)
  })

  it('keeps CRLF', () => {
    expect(envExample('PORT=3000\r\n', 'SESSION_SECRETS').replaceAll('\r\n', '')).not.toContain('\n')
  })
})

describe('namesVariable', () => {
  it.each(['KEYS=a', 'KEYS=', 'A=1\r\nKEYS=a\r\n', '  KEYS = "a"', 'export KEYS=a', '\uFEFFKEYS=a'])(
    'in %j',
    (text) => {
      expect(namesVariable(text, 'KEYS')).toBe(true)
    },
  )

  it.each(['', '#KEYS=a', 'MY_KEYS=a', 'KEYS_OLD=a', 'A=KEYS=a'])('not in %j', (text) => {
    expect(namesVariable(text, 'KEYS')).toBe(false)
  })
})
