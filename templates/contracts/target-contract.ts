// What every target keeps to, over real connections: run by each target's test, on authored modules and on emitted trees alike.
import { afterEach, beforeEach, describe } from 'vitest'
import { type FrameworkAnswers, PLAIN_ANSWERS } from './framework-answers.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import type { SessionBackend } from '../runtime/session-backend.ts'
import type { onSessionEvent, SessionEvent } from '../runtime/session-events.ts'
import type { CookieSpec } from '../backends/cookie/cookie.spec.ts'
import type { Spec } from '../runtime/spec.ts'
import { Caller } from './contract-client.ts'
import { type Observation, observe } from './observed-backend.ts'
import { describeAnswers } from './target-answers.ts'
import { describeCookies } from './target-cookies.ts'
import { describeCsrf } from './target-csrf.ts'
import { describeData } from './target-data.ts'
import { describeEvents } from './target-events.ts'
import { describeFailures, StoreDown } from './target-failures.ts'
import { describeLifeCycle } from './target-life-cycle.ts'
import { describeOptions } from './target-options.ts'
import { describeOutage } from './target-outage.ts'
import { describeParallel } from './target-parallel.ts'
import { describeRevocation } from './target-revocation.ts'
import { describeVersions } from './target-versions.ts'

/** A real server on 127.0.0.1 with the contract's routes. */
export interface RunningServer {
  /** `http://127.0.0.1:1234` */
  readonly url: string
  /**
   * What the framework answers where the answer to an error fails too; missing where the application's own handler of errors
   * gets that error as well.
   */
  readonly lastAnswer?: string
  /** What the framework does to answers; what is missing, the application alone says. */
  readonly framework?: Partial<FrameworkAnswers>
  /** Of a platform that sends no answer before it is whole: no handler can write behind the head. */
  readonly sendsWhole?: true
  stop(): Promise<void>
}

/** What the code under test was made for. */
export interface ContractConfig {
  /** Where the session is kept: in a store, or in the cookie itself. */
  readonly side: 'server' | 'client'
  readonly cookieName: string
  /** As they go out over plain HTTP. */
  readonly attributes: string
  readonly lifetimeSeconds: number
  /** The cookie ends with the browser. */
  readonly browserSession: boolean
  readonly sessionIdBytes: number
  readonly renew: 'on-access' | 'on-write' | 'never'
  readonly renewAfterSeconds: number
  readonly onConflict: 'merge' | 'reject' | 'last-write-wins'
  /** Paths below `/excluded` have no session. */
  readonly excludes: boolean
  /** Null where sessions do not know when their user authenticated. */
  readonly recentAuthSeconds: number | null
  readonly flash: boolean
  /** What happens to sessions is told. */
  readonly events: boolean
  /** Whose pages may send what changes something; null where nobody asks. */
  readonly csrf: 'same' | readonly string[] | null
  readonly csrfToken: boolean
  /** While the store is away, requests have an empty session that takes no writes. */
  readonly readOnlyWithoutStore: boolean
  /** What becomes of a session that was stored with a `user` that is no text, or `visits` that are no number; null where nothing is checked. */
  readonly invalidData: 'discard' | 'reject' | null
  /** The version of the data that the code reads; null where data has none. */
  readonly dataVersion: number | null
  /** What of a sealed session ends on the server. */
  readonly revokes: 'nothing' | 'one' | 'user'
  /** The value of Clear-Site-Data on a logout; null where there is none. */
  readonly clearSiteData: string | null
}

export interface OpenedBackend {
  readonly backend: SessionBackend
  /** Of the code under test: what its backends throw when their store does not answer. */
  readonly SessionStoreError?: (new (message: string) => Error) | undefined
  /** Of the code under test, where it tells what happens. */
  readonly onSessionEvent?: typeof onSessionEvent | undefined
  /** Where sealed sessions end on the server: the place that says which has gone. */
  readonly takeStoreAway?: (() => Promise<void>) | undefined
  close(): Promise<void>
}

export interface TargetUnderTest {
  readonly name: string
  readonly config: ContractConfig
  /** A backend with nothing in it, on this clock (milliseconds since the epoch). */
  readonly open: (now: () => number) => Promise<OpenedBackend>
  /** The target's harness, with the `sessions` that is to be tested, and with `optionRoutes` beside the contract's own. */
  readonly start: (options: { readonly backend: SessionBackend }) => Promise<RunningServer>
}

/** What one test of the contract works with; fresh for each. */
export interface Subject {
  readonly config: ContractConfig
  readonly backend: SessionBackend
  /** Moves the backend's clock. */
  advance(seconds: number): void
  now(): number
  /** Of the server: `http://127.0.0.1:1234`. */
  readonly url: string
  /** A caller with no cookies yet. */
  caller(): Caller
  /** Closes the connection to the store that says which sealed sessions have ended. */
  takeStoreAway(): Promise<void>
  /** What the backend throws when its store does not answer. */
  storeDown(): Error
  /** What is answered where the answer to an error fails too: what the application makes of it, or the framework's own. */
  lastAnswer(byApplication: string): string
  readonly framework: FrameworkAnswers
  /** Whether no answer leaves before it is whole. */
  readonly sendsWhole: boolean
  /** What the code under test has told. Only where `events` is on. */
  readonly events: SessionEvent[]
  onSessionEvent: typeof onSessionEvent
  /** The operations of the store. Server-side backends only. */
  readonly store: Observation
}

/** What code was made for that was made for these choices. */
export function contractConfig(spec: Spec & Partial<CookieSpec>): ContractConfig {
  const {
    cookieName,
    lifetimeSeconds,
    browserSession,
    sessionIdBytes,
    renew,
    renewAfterSeconds,
    onConflict,
    excludes,
    flash,
    events,
  } = spec
  return {
    side: spec.serverSide ? 'server' : 'client',
    cookieName,
    attributes: spec.attributes,
    lifetimeSeconds,
    browserSession,
    sessionIdBytes,
    renew,
    renewAfterSeconds,
    onConflict,
    excludes,
    recentAuthSeconds: spec.recentAuth ? spec.recentAuthSeconds : null,
    flash,
    events,
    csrf: spec.csrf ? (spec.sameOrigin ? 'same' : spec.origins) : null,
    csrfToken: spec.csrfToken,
    readOnlyWithoutStore: spec.serverSide && spec.readOnlyWithoutStore,
    invalidData: spec.checksData ? spec.onInvalidData : null,
    dataVersion: spec.versioned ? spec.dataVersion : null,
    revokes: !spec.revokes ? 'nothing' : spec.listsEnded === true ? 'one' : 'user',
    clearSiteData: spec.clearsSiteData ? spec.clearSiteData : null,
  }
}

/** Where `events` is off. */
function nobodyTells(): () => void {
  return () => {}
}

/** The whole contract, for one target with one backend. */
export function describeTarget(target: TargetUnderTest): void {
  describe(target.name, () => {
    let current: Subject | null = null
    const cleanups: (() => void | Promise<void>)[] = []

    beforeEach(async () => {
      let time = Date.UTC(2030, 0, 1)
      const now = (): number => time
      const { backend, SessionStoreError = StoreDown, onSessionEvent = nobodyTells, ...opened } = await target.open(now)
      const { takeStoreAway, close } = opened
      cleanups.push(close)
      const events: SessionEvent[] = []
      cleanups.push(onSessionEvent((event) => events.push(event)))
      const store = target.config.side === 'server' ? observe(backend as ServerSideBackend) : null
      const server = await target.start({ backend })
      cleanups.push(() => server.stop())
      current = {
        config: target.config,
        backend,
        url: server.url,
        advance: (seconds) => (time += seconds * 1000),
        now,
        caller() {
          const caller = new Caller(server.url)
          cleanups.push(() => caller.close())
          return caller
        },
        takeStoreAway: takeStoreAway ?? (() => Promise.reject(new Error('There is no store'))),
        lastAnswer: (byApplication) => server.lastAnswer ?? byApplication,
        framework: { ...PLAIN_ANSWERS, ...server.framework },
        sendsWhole: server.sendsWhole ?? false,
        storeDown: () => new SessionStoreError('The store is down'),
        events,
        onSessionEvent,
        get store() {
          if (store === null) {
            throw new Error('This backend has no store to look at')
          }
          return store
        },
      }
    })

    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).toReversed()) {
        await cleanup()
      }
    })

    const subject = (): Subject => {
      if (current === null) {
        throw new Error('The contract is not running')
      }
      return current
    }
    describeLifeCycle(target.config, subject)
    describeCookies(target.config, subject)
    describeAnswers(target.config, subject)
    describeFailures(target.config, subject)
    describeParallel(target.config, subject)
    describeOptions(target.config, subject)
    describeEvents(target.config, subject)
    describeCsrf(target.config, subject)
    describeData(target.config, subject)
    describeVersions(target.config, subject)
    describeRevocation(target.config, subject)
    describeOutage(target.config, subject)
  })
}

/** What a cookie that is set or renewed now says of its end, with what stands before and behind it. */
export function lifetimeIn(config: ContractConfig, now: number): string {
  const { browserSession, lifetimeSeconds } = config
  const expires = new Date(now + lifetimeSeconds * 1000).toUTCString()
  return browserSession ? '; ' : `; Expires=${expires}; Max-Age=${lifetimeSeconds}; `
}

/** What a session id looks like. */
export function sessionIdPattern({ sessionIdBytes }: ContractConfig): RegExp {
  return new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((sessionIdBytes * 8) / 6)}}$`)
}
