import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { targets } from '../../templates/registry.ts'
import { newConfig } from '../config/new-config.ts'
import { validateConfig } from '../config/validate.ts'
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import { usageView } from './views.ts'

function usageOf(target: string, backend: string, isCommonJs: boolean): string {
  const { sessions } = validateConfig(
    newConfig('sessions.config.ts', `export default { target: '${target}', backend: ${backend} }`),
  )
  const [session] = sessions
  if (session === undefined) {
    throw new Error('the config describes no session')
  }
  const { usage } = session.target
  return render(usage, readTemplate(usage), usageView(session, './sessions/index.mjs', isCommonJs))
}

it('S-D1 the example of a login writes a field that the schema has, the user’s key if there is one', () => {
  const loginField = (data: object, more: object = {}): string => {
    const value = { target: 'express', backend: 'memory', data, ...more }
    const loaded = { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
    const [session = expect.unreachable()] = validateConfig(loaded).sessions
    return usageView(session, './sessions/index.js', false).loginField
  }
  const data = z.object({ at: z.number(), slug: z.string().regex(/^a/), name: z.string(), account: z.string() })
  expect(loginField(data)).toBe('name')
  expect(loginField(data, { userKey: 'account' })).toBe('account')
  expect(loginField(z.object({ at: z.number() }))).toBe('user')
})

/** What a framework takes in by itself, or bundles, is an ES module, whatever package.json says. */
const onNode = targets.filter(({ bundle, wire: { hook, list, options } }) =>
  [bundle, hook, list, options].every((way) => way === undefined),
)
const bundled = targets.filter(({ bundle }) => bundle !== undefined)

describe.each(onNode.map(({ name }) => name))('the usage text of %s, in CommonJS', (target) => {
  it.each(["'cookie'", "'redis'", "{ type: 'redis', client: 'ioredis' }"])(
    'takes modules in by require in CommonJS, and awaits nothing at the top: %s',
    (backend) => {
      const [, code = ''] = usageOf(target, backend, true).split('```')

      expect(code).toMatch(/^const \{ (getSession, )?sessions \} = require\('\.\/sessions\/index\.mjs'\)$/m)
      expect(code).not.toMatch(/^(import|export|await)\b/m)
      // It is a script that parses.
      expect(() => new Function(code.replace(/^js\n/, ''))).not.toThrow()
    },
  )
})

describe.each(bundled.map(({ name }) => name))('the usage text of %s, which is bundled', (target) => {
  it.each([true, false])('imports what it needs, and needs no store while it is built', (isCommonJs) => {
    const [, code = ''] = usageOf(target, "'redis'", isCommonJs).split('```')

    expect(code).toContain(`import { sessions } from './sessions/index.mjs'`)
    expect(code).not.toMatch(/^await\b/m)
    expect(code).toMatch(/^if \((process\.env|!import\.meta).+\) (await )?client\.connect\(\)/m)
  })
})

it.each(bundled.map(({ name, bundle }) => [name, bundle?.awaits !== false] as const))(
  'the usage text of %s awaits a connection at the top of a module where it can: %s',
  (target, awaits) => {
    expect(usageOf(target, "'redis'", false).includes(') await client.connect()')).toBe(awaits)
    expect(usageOf(target, "'redis'", false).includes(') client.connect().catch(')).toBe(!awaits)
  },
)

describe.each(targets.map(({ name }) => name))('the usage text of %s', (target) => {
  it('imports them in an ES module', () => {
    const [, code = ''] = usageOf(target, "'redis'", false).split('```')

    expect(code).toMatch(/^import \{ (getSession, )?sessions \} from '\.\/sessions\/index\.mjs'$/m)
    expect(code).toContain('client.connect()')
    expect(code).not.toContain('require(')
  })
})
