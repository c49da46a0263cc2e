import { describe, expect, it } from 'vitest'
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

describe.each(targets.map(({ name }) => name))('the usage text of %s', (target) => {
  it.each(["'cookie'", "'redis'", "{ type: 'redis', client: 'ioredis' }"])(
    'takes modules in by require in CommonJS, and awaits nothing at the top: %s',
    (backend) => {
      const [, code = ''] = usageOf(target, backend, true).split('```')

      expect(code).toContain(`const { sessions } = require('./sessions/index.mjs')`)
      expect(code).not.toMatch(/^(import|export|await)\b/m)
      // It is a script that parses.
      expect(() => new Function(code.replace(/^js\n/, ''))).not.toThrow()
    },
  )

  it('imports them in an ES module', () => {
    const [, code = ''] = usageOf(target, "'redis'", false).split('```')

    expect(code).toContain(`import { sessions } from './sessions/index.mjs'`)
    expect(code).toContain('await client.connect()')
    expect(code).not.toContain('require(')
  })
})
