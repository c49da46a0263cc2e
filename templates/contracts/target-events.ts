// The contract of targets: what happens to sessions is told, in the order in which it happens, and nothing secret with it.
import { createHash } from 'node:crypto'
import { expect, describe, it } from 'vitest'
import type { SessionEvent } from '../runtime/session-events.ts'
import { type Caller, sessionIn } from './contract-client.ts'
import type { ContractConfig, Subject } from './target-contract.ts'

const SET = '/set?name=color&value=red'

export function describeEvents(config: ContractConfig, subject: () => Subject): void {
  if (config.events) {
    describe('events', () => {
      describeLife(config, subject)
      describeRefusals(config, subject)
    })
  }
}

/** What was told since it was last asked: `load`, `reject unknown`. */
function told(subject: Subject): string[] {
  return subject.events.splice(0).map((event) => (event.type === 'reject' ? `reject ${event.reason}` : event.type))
}

function describeLife(config: ContractConfig, subject: () => Subject): void {
  it('S-O3 a connection without a cookie of ours tells nothing', async () => {
    const caller = subject().caller()
    await caller.get('/read')
    await caller.get('/untouched', { cookie: 'other=1' })
    await caller.post('/destroy')
    expect(told(subject())).toEqual([])
  })

  it('S-O3 the life of a session, in order', async () => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    expect(told(subject())).toEqual(['create'])
    await caller.get('/read')
    expect(told(subject())).toEqual(['load'])
    await caller.post(SET)
    expect(told(subject())).toEqual(['load', 'save'])
    await caller.post('/regenerate?keep=user')
    expect(told(subject())).toEqual(['load', 'regenerate', 'create'])
    await caller.post('/destroy')
    expect(told(subject())).toEqual(['load', 'destroy'])
  })

  if (config.renew === 'on-access') {
    it('S-O3 S-L13 a deadline that moves is told once', async () => {
      const caller = subject().caller()
      await caller.post(SET)
      subject().advance(config.renewAfterSeconds)
      told(subject())
      await caller.get('/read')
      await caller.get('/read')
      expect(told(subject())).toEqual(['load', 'renew', 'load'])
    })
  }

  it('S-O3 each event of a session has one name for it, and the next session has another', async () => {
    const caller = subject().caller()
    const { id } = sessionIn(await caller.post(SET))
    await caller.post(SET.replace('red', 'blue'))
    const handle = createHash('sha256').update(String(id)).digest('base64url').slice(0, 12)
    const names = (): readonly unknown[] =>
      subject()
        .events.splice(0)
        .map((event) => Reflect.get(event, 'session'))
    expect(names()).toEqual([handle, handle, handle])
    const next = sessionIn(await caller.post('/regenerate?keep=color'))
    const nextHandle = createHash('sha256').update(String(next.id)).digest('base64url').slice(0, 12)
    expect(names()).toEqual([handle, handle, nextHandle])
  })

  it('S-O3 requirement 81 no event holds an id, a cookie, or what is in the session', async () => {
    const caller = subject().caller()
    const secrets: (string | null)[] = []
    const note = async (path: string): Promise<void> => {
      const reply = await caller.post(path)
      secrets.push(sessionIn(reply).id, ...caller.cookies.values())
    }
    await note('/login?user=ada-lovelace')
    await note('/set?name=color&value=vermilion')
    await note('/regenerate?keep=*')
    await caller.get('/read', { cookie: `${config.cookieName}=forged-value` })
    await caller.post('/destroy')
    const all = JSON.stringify(subject().events)
    expect(subject().events.length).toBeGreaterThan(5)
    const shown = [...secrets, 'ada-lovelace', 'vermilion', 'color', 'forged-value'].filter((secret) =>
      all.includes(String(secret)),
    )
    expect(shown).toEqual([])
  })

  it('S-O3 who has stopped listening hears nothing', async () => {
    const heard: SessionEvent[] = []
    const stop = subject().onSessionEvent((event) => heard.push(event))
    const caller = subject().caller()
    await caller.post(SET)
    stop()
    await caller.get('/read')
    expect(heard.map(({ type }) => type)).toEqual(['create'])
  })

  if (config.side === 'server') {
    it('S-O3 S-B3 a parallel request that came first is told', async () => {
      const [slow, fast] = [subject().caller(), subject().caller()]
      await fast.post(SET)
      const pending = slow.send('POST', '/gated/set?gate=g&name=size&value=big', { cookie: fast.cookieHeader })
      await fast.get('/gate/arrived?gate=g', { cookie: null })
      await fast.post('/set?name=shape&value=round')
      told(subject())
      await fast.post('/gate/open?gate=g', { cookie: null })
      await pending
      expect(told(subject())).toEqual(config.onConflict === 'reject' ? ['conflict'] : ['conflict', 'save'])
    })
  }
}

function describeRefusals(config: ContractConfig, subject: () => Subject): void {
  const signedIn = async (): Promise<Caller> => {
    const caller = subject().caller()
    await caller.post('/login?user=ada')
    told(subject())
    return caller
  }

  it('S-O3 requirement 87 a cookie that no session can have is told', async () => {
    const caller = subject().caller()
    await caller.get('/read', { cookie: `${config.cookieName}=` })
    await caller.get('/read', { cookie: `${config.cookieName}=${'x'.repeat(10)}; ${config.cookieName}=y` })
    const [first, second] = told(subject())
    expect(second).toBe('reject malformed')
    expect(first).toMatch(/^reject (?:malformed|unknown)$/)
  })

  it('S-O3 requirement 87 a cookie of a session that nobody knows, or that has expired, is told', async () => {
    const { cookieHeader } = await signedIn()
    const caller = subject().caller()
    const forged = cookieHeader.replace(
      /[^=]+$/,
      (value) => Array.from(value.slice(0, -1)).toReversed().join('') + value.at(-1),
    )
    await caller.get('/read', { cookie: forged })
    expect(told(subject())).toEqual(['reject unknown'])
    subject().advance(config.lifetimeSeconds + 1)
    await caller.get('/read', { cookie: cookieHeader })
    expect(told(subject())).toEqual(['reject unknown'])
  })

  it('S-O3 S-B6 a session that cannot be read is told, and has ended', async () => {
    const caller = await signedIn()
    const { backend } = subject()
    const deserializeData = backend.deserializeData.bind(backend)
    backend.deserializeData = () => {
      throw new SyntaxError('half of it is missing')
    }
    await caller.get('/read', { cookie: caller.cookieHeader })
    expect(told(subject())).toEqual(['corrupt'])
    backend.deserializeData = deserializeData
  })

  if (config.csrf !== null) {
    it('S-O3 S-O1 requirement 87 a request of another site is told', async () => {
      const caller = await signedIn()
      await caller.post(SET, { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } })
      expect(told(subject())).toEqual(['reject cross-origin'])
    })
  }

  if (config.csrfToken) {
    it('S-O3 S-O1 requirement 87 a request without a token is told', async () => {
      const caller = await signedIn()
      await caller.post('/csrf/guarded?token=guess')
      expect(told(subject())).toEqual(['load', 'reject csrf-token'])
    })
  }
}
