import { describe, expect, it } from 'vitest'
import { type Choices, newConfig, newConfigText } from './new-config.ts'
import { validateConfig } from './validate.ts'

const PLAIN: Choices = { target: 'express', backend: 'cookie', output: undefined }

function valueOf(choices: Choices): unknown {
  return newConfig('sessions.config.ts', newConfigText(choices)).value
}

describe('newConfigText', () => {
  it('is small, and says what was chosen', () => {
    expect(newConfigText(PLAIN)).toBe(`import { defineConfig } from 'create-session'

export default defineConfig({
  target: 'express',
  // Where sessions are kept: \`npx create-session list\` shows what else there is.
  backend: 'cookie',
  // How long a session lives without being used.
  maxAge: '14d',
})
`)
  })

  it.each([
    [
      { backend: 'redis', client: 'ioredis' },
      { backend: { type: 'redis', client: 'ioredis' }, maxAge: '14d' },
    ],
    [{ output: 'lib/sessions' }, { output: 'lib/sessions' }],
    [{ maxAge: '3600' }, { maxAge: 3600 }],
    [
      { maxAge: '30m', absoluteTimeout: '12h' },
      { maxAge: '30m', absoluteTimeout: '12h' },
    ],
    [
      { maxAge: 'session', idleTimeout: '30m' },
      { maxAge: 'session', idleTimeout: '30m' },
    ],
  ])('writes a literal that is valid: %j', (chosen, expected) => {
    const choices = { ...PLAIN, ...chosen }

    expect(valueOf(choices)).toMatchObject(expected)
    expect(validateConfig(newConfig('sessions.config.ts', newConfigText(choices))).sessions).toHaveLength(1)
  })

  it('makes no code of an answer', () => {
    expect(valueOf({ ...PLAIN, maxAge: "1d', secrets: process.env.X, key: '" })).toMatchObject({
      maxAge: "1d', secrets: process.env.X, key: '",
    })
  })
})
