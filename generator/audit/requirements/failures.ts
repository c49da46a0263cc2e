// Requirements on stores, on errors and on logs, and on the code itself.
import type { Facts } from '../facts.ts'
import { asvs, met, notApplicable, notMet, type Requirement, upToYou } from '../requirement.ts'

const STORE = ['server-side-backend']
const EVENTS = ['session-events']
const ERRORS = ['session-errors', 'middleware']

export const failureRequirements: readonly Requirement[] = [
  asvs('1.2.4', 1, 'Nothing that a client sends becomes part of a query', STORE, (facts) =>
    hasNoStore(facts)
      ? notApplicable('there is no store')
      : met('a store sees the hash of an id, and bound parameters'),
  ),
  asvs('1.5.2', 2, 'What is stored is read as data, never as code', ['session-backend'], () => met('JSON alone')),
  asvs('15.3.6', 2, 'No input reaches a prototype', ['session'], () =>
    met('fields that would change an object itself are dropped'),
  ),
  asvs(
    '15.4.1',
    3,
    'What several requests share is changed safely',
    ['record-changes', ...STORE],
    ({ isSealed, onConflict }) => {
      if (isSealed) {
        return upToYou('a cookie has no record to compare with: of two parallel responses the later one counts')
      }
      return onConflict === 'last-write-wins'
        ? notMet('of two parallel requests the later one wins', 'onConflict')
        : met(onConflict === 'merge' ? 'both keep their changes' : 'the second is told', 'onConflict')
    },
  ),
  asvs('15.4.2', 3, 'Checks and what depends on them are one step', ['record-changes', ...STORE], (facts) =>
    hasNoStore(facts) ? notApplicable('there is no store') : met('each change is conditional on what was read'),
  ),
  asvs('12.3.1', 2, 'Connections to stores are encrypted', STORE, ({ isRemote }) =>
    isRemote
      ? upToYou('the connection is yours: make it one by TLS')
      : notApplicable('no store is reached over a network'),
  ),
  asvs('13.1.3', 3, 'Waiting for a store is bounded, and so are retries', STORE, (facts) =>
    hasNoStore(facts)
      ? notApplicable('there is no store')
      : met('storeTimeout; a lost race is retried a bounded number of times'),
  ),
  asvs('13.2.6', 3, 'Connections are used as it is written down', STORE, ({ isRemote }) =>
    isRemote
      ? upToYou('the pool is yours: README.md beside the code shows how it is made')
      : notApplicable('no store is reached over a network'),
  ),
  asvs('16.5.1', 2, 'Errors tell a client nothing of what is inside', ERRORS, () =>
    upToYou('errors of sessions hold no key, id or data; what of them goes out is up to your error handler'),
  ),
  asvs('16.5.2', 2, 'The application stays safe while a store is down', ERRORS, (facts) =>
    hasNoStore(facts) ? notApplicable('there is no store') : met('not knowing is not the same as having no session'),
  ),
  asvs('16.5.3', 2, 'An error never lets anybody in', ERRORS, () =>
    met('a session is there, or an error is thrown; a failed save sends no cookie'),
  ),
  asvs('16.2.5', 2, 'Logs hold no session tokens', ERRORS, ({ hasEvents }) =>
    met(hasEvents ? 'no event and no error holds an id' : 'nothing is logged, and no error holds an id'),
  ),
  asvs('16.3.3', 2, 'Attempts to get round the checks are logged', EVENTS, ({ hasEvents }) =>
    hasEvents
      ? upToYou('events tell of each cookie and request that is refused: write them to your log', 'events')
      : notMet('a cookie that was tampered with makes an empty session, and nothing says so', 'events'),
  ),
  asvs('16.3.4', 2, 'Failures are logged', [...ERRORS, ...EVENTS], () =>
    upToYou('they reach your error handler: write them to your log'),
  ),
  asvs('1.3.2', 1, 'No text is run as code', [], () => met('the code builds none')),
  asvs('15.2.3', 2, 'Nothing is there that is not needed', [], () => met('only what the config asks for is generated')),
  asvs('15.2.4', 3, 'Packages are those that are expected', [], ({ isRemote }) =>
    met(isRemote ? 'the framework and the driver of the store' : 'the framework alone'),
  ),
]

/** A cookie backend may ask one all the same which sessions have ended. */
function hasNoStore({ isSealed, isRemote }: Facts): boolean {
  return isSealed && !isRemote
}
