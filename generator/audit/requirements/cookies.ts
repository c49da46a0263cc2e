// Requirements on the cookie: its name, its attributes, its size.
import { asvs, met, nist, notMet, owasp, type Requirement, upToYou } from '../requirement.ts'

const COOKIE = ['session-cookie']
/** Proxies and servers take so much of a header line unless they are told otherwise. */
const COMMON_HEADER_LIMIT = 8_192
const COOKIE_LIMIT = 4_096

export const cookieRequirements: readonly Requirement[] = [
  asvs('3.3.1', 1, 'The cookie is Secure, and its name begins with __Host- or __Secure-', COOKIE, (facts) => {
    if (facts.secure !== true) {
      return notMet(`secure is ${facts.secure === 'auto' ? "'auto'" : 'false'}`, 'secure')
    }
    return /^__(Host|Secure)-/.test(facts.cookieName)
      ? met(`${facts.cookieName}; Secure`)
      : notMet(`${facts.cookieName} has no prefix`, 'prefix')
  }),
  asvs('3.3.2', 2, 'SameSite is set to what the cookie is for', COOKIE, ({ sameSite }) =>
    sameSite === 'none'
      ? upToYou("sameSite is 'none': say why requests of other sites carry the session", 'sameSite')
      : met(`SameSite=${sameSite === 'lax' ? 'Lax' : 'Strict'}`),
  ),
  asvs('3.3.3', 2, 'The name begins with __Host-, unless other hosts share the cookie on purpose', COOKIE, (facts) => {
    if (facts.cookieName.startsWith('__Host-')) {
      return met(facts.cookieName)
    }
    return facts.isShared && facts.secure === true
      ? met('shared with the other hosts of its domain, as the config says', 'domain')
      : notMet(`${facts.cookieName} does not begin with __Host-`, 'prefix')
  }),
  asvs('3.3.4', 2, 'Scripts cannot read the cookie, and its value goes out in Set-Cookie alone', COOKIE, (facts) =>
    facts.httpOnly ? met('HttpOnly') : notMet('httpOnly is false', 'httpOnly'),
  ),
  asvs(
    '3.3.5',
    3,
    'Name and value of a cookie have 4,096 bytes at most',
    [...COOKIE, 'backends/cookie/cookie-chunks.ts'],
    (facts) =>
      met(
        facts.isSealed ? 'larger sessions are split, or refused before the response leaves' : 'it holds a session id',
      ),
  ),
  asvs(
    '4.2.5',
    3,
    'Request headers stay as short as servers on the way take them',
    ['backends/cookie/cookie-chunks.ts'],
    (facts) =>
      facts.isSealed && facts.maxChunks * COOKIE_LIMIT > COMMON_HEADER_LIMIT
        ? upToYou(
            `${facts.maxChunks} cookies of 4,096 bytes can be more than a proxy takes (often 8,192): try it, or lower maxChunks`,
            'maxChunks',
          )
        : met(facts.isSealed ? `at most ${facts.maxChunks} cookies` : 'one short cookie'),
  ),
  asvs('14.2.1', 1, 'No session is read from a URL', COOKIE, () => met('the cookie is all that is read')),
  asvs('15.3.7', 2, 'A parameter that is sent twice is not taken for another', COOKIE, () =>
    met('two cookies of one name make no session'),
  ),
  asvs('15.3.5', 2, 'Values are checked for their type before they count', [...COOKIE, 'session'], () =>
    met('names and values are compared as texts, byte for byte'),
  ),
  asvs('1.3.12', 3, 'No regular expression takes more than linear time', COOKIE, () =>
    met('patterns of exclude are checked when the code is generated'),
  ),
  nist('5.1.1 (1)', 'The cookie goes over secure connections alone', COOKIE, ({ secure }) =>
    secure === true ? met('Secure') : notMet(`secure is ${secure === 'auto' ? "'auto'" : 'false'}`, 'secure'),
  ),
  nist('5.1.1 (2)', 'The cookie is for as few hosts and paths as can be', COOKIE, ({ isShared }) =>
    isShared ? notMet('every host of its domain gets it', 'domain') : met('no Domain'),
  ),
  nist('5.1.1 (3)', 'Scripts cannot read the cookie', COOKIE, ({ httpOnly }) =>
    httpOnly ? met('HttpOnly') : notMet('httpOnly is false', 'httpOnly'),
  ),
  nist(
    '5.1.1 (4)',
    'The server decides when a session is over; the cookie’s own end is only cleaning',
    ['session-record'],
    () => met('the deadline is in the record, and is looked at with each request'),
  ),
  nist('5.1.1 (5)', 'The name begins with __Host-, and Path is /', COOKIE, ({ cookieName }) =>
    cookieName.startsWith('__Host-') ? met(cookieName) : notMet(`${cookieName} does not begin with __Host-`, 'prefix'),
  ),
  nist('5.1.1 (6)', 'SameSite is Lax or Strict', COOKIE, ({ sameSite }) =>
    sameSite === 'none'
      ? notMet("sameSite is 'none'", 'sameSite')
      : met(`SameSite=${sameSite === 'lax' ? 'Lax' : 'Strict'}`),
  ),
  nist('5.1.1 (7)', 'Nothing personal can be read in the cookie', COOKIE, ({ isSealed }) =>
    met(isSealed ? 'it is encrypted' : 'it holds a random id'),
  ),
  owasp(
    'Session Management: name',
    'The name says nothing of what the application is built with',
    COOKIE,
    ({ cookieName }) =>
      /connect|express|fastify|hono|next|php|jsession|asp/i.test(cookieName)
        ? notMet(`${cookieName} names a framework`, 'key')
        : met(cookieName),
  ),
]
