// Each requirement, and what the fields of a config make of it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sessionSchema } from '../config/schema.ts'
import { validateConfig } from '../config/validate.ts'
import { packageRoot } from '../emit/read-template.ts'
import { requirements } from './audit.ts'
import { factsOf } from './facts.ts'
import type { Judgement, Verdict } from './requirement.ts'

type Case = readonly [config: object, id: string, verdict: Verdict]

const CASES: readonly Case[] = [
  [{}, 'ASVS 5.0 3.3.1', 'met'],
  [{ secure: false }, 'ASVS 5.0 3.3.1', 'not-met'],
  [{ secure: 'auto' }, 'NIST SP 800-63B-4 5.1.1 (1)', 'not-met'],
  [{ prefix: 'none' }, 'ASVS 5.0 3.3.1', 'not-met'],
  [{ prefix: 'secure' }, 'ASVS 5.0 3.3.3', 'not-met'],
  [{ domain: 'example.com' }, 'ASVS 5.0 3.3.3', 'met'],
  [{ domain: 'example.com' }, 'NIST SP 800-63B-4 5.1.1 (2)', 'not-met'],
  [{ domain: 'example.com' }, 'NIST SP 800-63B-4 5.1.1 (5)', 'not-met'],
  [{ httpOnly: false }, 'ASVS 5.0 3.3.4', 'not-met'],
  [{ httpOnly: false }, 'NIST SP 800-63B-4 5.1.1 (3)', 'not-met'],
  [{ sameSite: 'none' }, 'NIST SP 800-63B-4 5.1.1 (6)', 'not-met'],
  [{ sameSite: 'none' }, 'ASVS 5.0 3.3.2', 'application'],
  [{ key: 'express.sid' }, 'OWASP Session Management: name', 'not-met'],
  [{ secure: 'auto', trustProxy: true }, 'ASVS 5.0 4.1.3', 'application'],
  [{ secure: 'auto' }, 'ASVS 5.0 4.1.3', 'met'],
  [{}, 'ASVS 5.0 9.2.3', 'application'],
  [{ applicationId: 'shop' }, 'ASVS 5.0 9.2.3', 'met'],
  [{}, 'ASVS 5.0 4.2.5', 'application'],
  [{ maxChunks: 2 }, 'ASVS 5.0 4.2.5', 'met'],
  [{}, 'ASVS 5.0 4.4.2', 'met'],
  [{ allowMissingOrigin: true }, 'ASVS 5.0 4.4.2', 'not-met'],
  [{ scopes: ['http'] }, 'ASVS 5.0 4.4.2', 'not-applicable'],
  [{ maxAge: 'session' }, 'NIST SP 800-63B-4 5.1 (persistence)', 'met'],
  [{}, 'NIST SP 800-63B-4 5.1 (persistence)', 'application'],
  [{}, 'ASVS 5.0 7.3.2', 'not-met'],
  [{ absoluteTimeout: '30d' }, 'ASVS 5.0 7.3.2', 'met'],
  [{ renew: 'never' }, 'ASVS 5.0 7.3.2', 'met'],
  [{}, 'ASVS 5.0 7.4.1', 'not-met'],
  [{ backend: 'memory' }, 'ASVS 5.0 7.4.1', 'met'],
  [{}, 'ASVS 5.0 7.2.3', 'not-applicable'],
  [{ backend: 'redis', sessionIdBytes: 16 }, 'ASVS 5.0 7.2.3', 'met'],
  [{}, 'ASVS 5.0 9.1.1', 'met'],
  [{ backend: 'memory' }, 'ASVS 5.0 9.1.1', 'not-applicable'],
  [{ backend: 'memory' }, 'ASVS 5.0 12.3.1', 'not-applicable'],
  [{ backend: 'redis' }, 'ASVS 5.0 12.3.1', 'application'],
  [{ backend: 'redis', onConflict: 'last-write-wins' }, 'ASVS 5.0 15.4.1', 'not-met'],
  [{ backend: 'redis' }, 'ASVS 5.0 15.4.1', 'met'],
  [{}, 'ASVS 5.0 16.3.3', 'not-met'],
  [{ events: true }, 'ASVS 5.0 16.3.3', 'application'],
  [{}, 'ASVS 5.0 15.4.1', 'application'],
  [{}, 'ASVS 5.0 3.5.1', 'application'],
  [{ sameSite: 'none' }, 'ASVS 5.0 3.5.1', 'not-met'],
  [{ csrf: true, sameSite: 'none' }, 'ASVS 5.0 3.5.1', 'met'],
  [{}, 'ASVS 5.0 3.5.2', 'application'],
  [{ csrf: true }, 'ASVS 5.0 3.5.2', 'met'],
  [{ csrf: 'token' }, 'NIST SP 800-63B-4 5.1 (content)', 'application'],
  [{ backend: 'memory' }, 'ASVS 5.0 7.1.2', 'application'],
  [{ backend: 'memory', userKey: 'userId', maxPerUser: 3 }, 'ASVS 5.0 7.1.2', 'met'],
  [{ backend: 'memory', userKey: 'userId' }, 'ASVS 5.0 7.5.2', 'application'],
  [{}, 'ASVS 5.0 7.5.2', 'not-met'],
  [{ recentAuth: '10m' }, 'ASVS 5.0 7.5.3', 'application'],
  [{}, 'ASVS 5.0 14.3.1', 'application'],
  [{ clearSiteData: true }, 'ASVS 5.0 14.3.1', 'met'],
  [{ preset: 'aal2' }, 'NIST SP 800-63B-4 2.2.3 (AAL2)', 'met'],
  [{ preset: 'aal3' }, 'NIST SP 800-63B-4 2.3.3 (AAL3)', 'met'],
  [{}, 'ASVS 5.0 7.4.2', 'not-met'],
  [{ backend: 'redis' }, 'ASVS 5.0 7.4.2', 'application'],
  [{ absoluteTimeout: '30d' }, 'NIST SP 800-63B-4 2.1.3 (AAL1)', 'met'],
  [{ absoluteTimeout: '31d' }, 'NIST SP 800-63B-4 2.1.3 (AAL1)', 'application'],
  [{ maxAge: '1h', absoluteTimeout: '24h' }, 'NIST SP 800-63B-4 2.2.3 (AAL2)', 'met'],
  [{ maxAge: '61m', absoluteTimeout: '24h' }, 'NIST SP 800-63B-4 2.2.3 (AAL2)', 'application'],
  [{ maxAge: '15m', absoluteTimeout: '12h' }, 'NIST SP 800-63B-4 2.3.3 (AAL3)', 'met'],
  [{ maxAge: '15m', absoluteTimeout: '13h' }, 'NIST SP 800-63B-4 2.3.3 (AAL3)', 'application'],
  [{}, 'NIST SP 800-63B-4 5.2', 'not-met'],
]

function judge(config: object, id: string): Judgement | undefined {
  const { sessions } = validateConfig({
    file: 'sessions.config.ts',
    value: { target: 'express', ...config },
    executed: false,
    placeOf: () => ({ line: 1, column: 1 }),
  })
  const [session = expect.unreachable()] = sessions
  return requirements.find((requirement) => requirement.id === id)?.judge(factsOf(session))
}

describe('the list of requirements', () => {
  it('names each once', () => {
    const ids = requirements.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each([...new Set(requirements.flatMap(({ keptBy }) => keptBy))])(
    'names a template that there is: %s',
    (source) => {
      expect(existsSync(join(packageRoot(), 'templates', source))).toBe(true)
    },
  )
})

describe('a requirement', () => {
  it.each(CASES)('with %j: %s is %s', (config, id, verdict) => {
    expect(judge(config, id)).toMatchObject({ verdict })
  })

  it('that is unmet names the field of the config that decides it', () => {
    for (const [config, id] of CASES.filter(([, , verdict]) => verdict === 'not-met')) {
      expect(Object.keys(sessionSchema.shape), id).toContain(judge(config, id)?.field)
    }
  })

  it('names no field that no config has', () => {
    const fields = CASES.flatMap(([config]) => requirements.map(({ id }) => judge(config, id)?.field ?? null))
    const named = [...new Set(fields.filter((field) => field !== null))]
    expect(Object.keys(sessionSchema.shape)).toEqual(expect.arrayContaining(named))
  })
})
