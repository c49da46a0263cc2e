// Requirements on how long a session lives and how it ends.
import { NIST_LIMITS } from '../../config/presets.ts'
import { secondsWords } from '../../config/quantities.ts'
import type { Facts } from '../facts.ts'
import { asvs, type Judgement, met, nist, notMet, type Requirement, upToYou } from '../requirement.ts'

const LIFETIME = ['session-lifetime', 'session-record']
const ENDING = ['session-backend', 'server-side-backend', 'record-changes', 'backends/cookie/cookie-backend.ts']
const USERS = ['user-sessions', 'server-side-backend']
const RECENT = ['recent-auth', 'session-object']
const README = ['project/README.md.hbs']

export const lifeCycleRequirements: readonly Requirement[] = [
  asvs('7.1.1', 2, 'Timeouts are written down', README, () =>
    upToYou('README.md beside the code has the numbers; say why yours are right, and where they depart from NIST’s'),
  ),
  asvs('7.1.2', 2, 'How many sessions a user may have at a time is written down', USERS, ({ maxPerUser, isSealed }) => {
    if (maxPerUser !== null) {
      return met(`${maxPerUser}; the oldest makes room`, 'maxPerUser')
    }
    return isSealed
      ? upToYou('nothing can count them: write down that there is no limit')
      : upToYou('nothing counts them: write down that there is no limit, or set maxPerUser', 'maxPerUser')
  }),
  asvs('7.3.1', 2, 'A session that is not used ends', LIFETIME, ({ lifetimeSeconds }) =>
    met(`after ${secondsWords(lifetimeSeconds)}`),
  ),
  asvs('7.3.2', 2, 'A session ends, however much it is used', LIFETIME, ({ absoluteSeconds }) =>
    absoluteSeconds === null
      ? notMet('use renews it for ever', 'absoluteTimeout')
      : met(`${secondsWords(absoluteSeconds)} after it began`),
  ),
  asvs('7.4.1', 1, 'A session that ended cannot be used again', ENDING, ({ isSealed, revokes }) => {
    if (!isSealed) {
      return met('its record is gone before the response leaves')
    }
    return revokes === 'one'
      ? met('it is listed before the response leaves', 'backend')
      : revokes === 'user'
        ? upToYou('call revokeForUser at a logout: destroy() ends the cookie of its own browser', 'backend')
        : notMet('a copy of the cookie lives until it expires: keep sessions in a store, or set revocation', 'backend')
  }),
  asvs('7.4.2', 1, 'All sessions of an account that is closed end', [...ENDING, ...USERS], endsAll),
  asvs('7.4.3', 2, 'A user can end all other sessions after a change of password', [...ENDING, ...USERS], endsAll),
  asvs('7.4.4', 2, 'Every page has a way to log out', ENDING, () => upToYou('session.destroy() is what it calls')),
  asvs('7.4.5', 2, 'Administrators can end the sessions of one user, or of all', [...ENDING, ...USERS], endsAll),
  asvs('7.5.1', 2, 'Changes of an account ask for authentication again', RECENT, asksAgain),
  asvs('7.5.2', 2, 'Users can see their sessions and end each', USERS, (facts) =>
    facts.isSealed
      ? notMet('nothing knows the sessions of a user: keep sessions in a store', 'backend')
      : endsAll(facts),
  ),
  asvs('7.5.3', 3, 'Sensitive operations ask for authentication again', RECENT, asksAgain),
  asvs(
    '14.3.1',
    1,
    'What the browser keeps of a user goes when the session ends',
    ['middleware'],
    ({ clearsSiteData }) =>
      clearsSiteData
        ? met('Clear-Site-Data goes out with the response to destroy()', 'clearSiteData')
        : upToYou('the cookie goes; set clearSiteData for the rest, or clear it in the page', 'clearSiteData'),
  ),
  nist('2.1.3 (AAL1)', 'A session ends 30 days after it began', LIFETIME, (facts) => within(facts, NIST_LIMITS.aal1)),
  nist('2.2.3 (AAL2)', 'It ends after 24 hours, and after 1 hour without use', LIFETIME, (facts) =>
    within(facts, NIST_LIMITS.aal2),
  ),
  nist('2.3.3 (AAL3)', 'It ends after 12 hours, and after 15 minutes without use', LIFETIME, (facts) =>
    within(facts, NIST_LIMITS.aal3),
  ),
  nist('5.1 (persistence)', 'A session of the browser ends with it', ['session-cookie'], ({ isBrowserSession }) =>
    isBrowserSession
      ? met('no Max-Age and no Expires')
      : upToYou("the cookie is kept when the browser closes: say why, or set maxAge: 'session'", 'maxAge'),
  ),
  nist('5.2', 'Use moves the inactivity timeout alone; authentication moves both', LIFETIME, ({ absoluteSeconds }) =>
    absoluteSeconds === null
      ? notMet('there is no overall timeout', 'absoluteTimeout')
      : upToYou('call regenerate() at each authentication: both begin anew'),
  ),
]

/** What a user is given to do with his sessions needs a way to find them. */
function endsAll({ isSealed, revokes, hasUserKey }: Facts): Judgement {
  if (isSealed) {
    return revokes === 'user'
      ? upToYou('offer it: revokeForUser of the backend ends all sessions of a user', 'backend')
      : notMet('nothing knows the sessions of a user: keep sessions in a store, or set revocation', 'backend')
  }
  return hasUserKey
    ? upToYou('offer it: listForUser, deleteForUser and deleteIssuedBefore of the backend do it', 'userKey')
    : upToYou('userKey would find the sessions of a user; without it keep their storage keys yourself', 'userKey')
}

function asksAgain({ recentAuthSeconds }: Facts): Judgement {
  return recentAuthSeconds === null
    ? upToYou('recentAuth would keep when a user authenticated; without it keep that yourself', 'recentAuth')
    : upToYou(`call requireRecentAuth(session): it passes for ${secondsWords(recentAuthSeconds)}`, 'recentAuth')
}

function within(
  { lifetimeSeconds, absoluteSeconds }: Facts,
  { overall, inactivity }: { readonly overall: number; readonly inactivity: number | null },
): Judgement {
  if (absoluteSeconds === null || absoluteSeconds > overall) {
    const found = absoluteSeconds === null ? 'never, while it is used' : `after ${secondsWords(absoluteSeconds)}`
    return upToYou(`it ends ${found}: not for what needs this level`, 'absoluteTimeout')
  }
  return inactivity !== null && lifetimeSeconds > inactivity
    ? upToYou(`unused it ends after ${secondsWords(lifetimeSeconds)}: not for what needs this level`, 'maxAge')
    : met(`after ${secondsWords(absoluteSeconds)}, and ${secondsWords(lifetimeSeconds)} without use`)
}
