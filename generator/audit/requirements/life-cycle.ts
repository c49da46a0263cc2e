// Requirements on how long a session lives and how it ends.
import type { Facts } from '../facts.ts'
import { secondsWords } from '../../config/quantities.ts'
import { asvs, type Judgement, met, nist, notApplicable, notMet, type Requirement, upToYou } from '../requirement.ts'

const LIFETIME = ['session-lifetime', 'session-record']
const ENDING = ['session-backend', 'server-side-backend', 'record-changes', 'backends/cookie/cookie-backend.ts']
const README = ['project/README.md.hbs']

const DAY = 24 * 60 * 60
/** The longest overall and inactivity timeouts of each level, in seconds; null where it sets none (2.1.3, 2.2.3, 2.3.3). */
const LIMITS = {
  aal1: { section: '2.1.3', overall: 30 * DAY, inactivity: null },
  aal2: { section: '2.2.3', overall: DAY, inactivity: 60 * 60 },
  aal3: { section: '2.3.3', overall: DAY / 2, inactivity: 15 * 60 },
} as const

export const lifeCycleRequirements: readonly Requirement[] = [
  asvs('7.1.1', 2, 'Timeouts are written down', README, () =>
    upToYou('README.md beside the code has the numbers; say why yours are right, and where they depart from NIST’s'),
  ),
  asvs(
    '7.1.2',
    2,
    'How many sessions a user may have at a time is written down',
    README,
    ({ maxPerUser, hasUserIndex }) =>
      maxPerUser === null
        ? notMet('nobody counts them', hasUserIndex ? 'maxPerUser' : 'userKey')
        : met(`${maxPerUser}; the oldest ends`, 'maxPerUser'),
  ),
  asvs('7.3.1', 2, 'A session that is not used ends', LIFETIME, ({ lifetimeSeconds }) =>
    met(`after ${secondsWords(lifetimeSeconds)}`),
  ),
  asvs('7.3.2', 2, 'A session ends, however much it is used', LIFETIME, ({ absoluteSeconds }) =>
    absoluteSeconds === null
      ? notMet('use renews it for ever', 'absoluteTimeout')
      : met(`${secondsWords(absoluteSeconds)} after it began`),
  ),
  asvs('7.4.1', 1, 'A session that ended cannot be used again', ENDING, (facts) => {
    if (!facts.isSealed) {
      return met('its record is gone before the response leaves')
    }
    return facts.revocation === 'denylist'
      ? met('its id is on a list until its deadline')
      : notMet('a copy of the cookie lives until it expires', 'revocation')
  }),
  asvs('7.4.2', 1, 'All sessions of an account that is closed end', ENDING, (facts) =>
    endsAll(facts, (how) => upToYou(`call ${how} when you disable or delete an account`)),
  ),
  asvs('7.4.3', 2, 'A user can end all other sessions after a change of password', ENDING, (facts) =>
    endsAll(facts, (how) => upToYou(`offer it: ${how} does it`)),
  ),
  asvs('7.4.4', 2, 'Every page has a way to log out', ENDING, () => upToYou('session.destroy() is what it calls')),
  asvs('7.4.5', 2, 'Administrators can end the sessions of one user, or of all', ENDING, (facts) =>
    endsAll(facts, (how) => upToYou(`offer it: ${how} does it for one user`)),
  ),
  asvs('7.5.1', 2, 'Changes of an account ask for authentication again', ['session-backend'], (facts) =>
    facts.recentAuthSeconds === null
      ? upToYou('nothing keeps when a user authenticated last: recentAuth would', 'recentAuth')
      : upToYou(
          `call requireRecentAuth(session): it passes for ${secondsWords(facts.recentAuthSeconds)}`,
          'recentAuth',
        ),
  ),
  asvs('7.5.2', 2, 'Users can see their sessions and end each', ENDING, (facts) => {
    if (facts.isSealed) {
      return notMet('sessions in cookies cannot be listed: keep them in a store, and set userKey', 'backend')
    }
    return facts.hasUserIndex ? upToYou('offer it: the backend lists them') : notMet('nothing lists them', 'userKey')
  }),
  asvs('7.5.3', 3, 'Sensitive operations ask for authentication again', ['session-backend'], (facts) =>
    facts.recentAuthSeconds === null
      ? upToYou('nothing keeps when a user authenticated last: recentAuth would', 'recentAuth')
      : upToYou(
          `call requireRecentAuth(session): it passes for ${secondsWords(facts.recentAuthSeconds)}`,
          'recentAuth',
        ),
  ),
  asvs('14.3.1', 1, 'What the browser keeps of a user goes when the session ends', ENDING, ({ clearsSiteData }) =>
    clearsSiteData
      ? met('Clear-Site-Data goes out with the end of a session', 'clearSiteData')
      : upToYou('the cookie goes; for the rest, clear it in the page, or set clearSiteData', 'clearSiteData'),
  ),
  nist('2.1.3, 2.2.3, 2.3.3', 'Overall and inactivity timeouts are those of the level', LIFETIME, withinLimits),
  nist('5.1 (persistence)', 'A session of the browser ends with it', ['session-cookie'], ({ isBrowserSession }) =>
    isBrowserSession
      ? met('no Max-Age and no Expires')
      : upToYou("the cookie is kept when the browser closes: say why, or set maxAge: 'session'", 'maxAge'),
  ),
  nist('5.2', 'Use moves the inactivity timeout alone; authentication moves both', LIFETIME, (facts) => {
    if (facts.absoluteSeconds === null) {
      return notMet('there is no overall timeout', 'absoluteTimeout')
    }
    return facts.recentAuthSeconds === null
      ? upToYou('regenerate() at each authentication begins both anew')
      : met('regenerate({ authenticated: true }) begins both anew')
  }),
]

function endsAll(facts: Facts, offer: (how: string) => Judgement): Judgement {
  if (facts.isSealed) {
    return facts.revocation === 'user-epoch'
      ? offer('revokeForUser(userId)')
      : notMet('nothing ends the sessions of one user', 'revocation')
  }
  return facts.hasUserIndex
    ? offer('backend.deleteForUser(userId)')
    : notMet('nothing finds the sessions of one user', 'userKey')
}

function withinLimits({ preset, lifetimeSeconds, absoluteSeconds }: Facts): Judgement {
  if (preset === null) {
    return notApplicable('no level was chosen (preset)')
  }
  const { overall, inactivity } = LIMITS[preset]
  if (absoluteSeconds === null || absoluteSeconds > overall) {
    return notMet(`overall at most ${secondsWords(overall)} for ${preset}`, 'absoluteTimeout')
  }
  return inactivity !== null && lifetimeSeconds > inactivity
    ? notMet(`inactivity at most ${secondsWords(inactivity)} for ${preset}`, 'maxAge')
    : met(`overall ${secondsWords(absoluteSeconds)}, inactivity ${secondsWords(lifetimeSeconds)}`, 'preset')
}
