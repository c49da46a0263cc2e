// Requirements on requests of other sites, on WebSockets, on proxies and on caches.
import { asvs, met, nist, notApplicable, notMet, type Requirement, upToYou } from '../requirement.ts'

const SOCKETS = ['websocket']
const CSRF = ['csrf', 'csrf-token', 'own-origin']
const CACHES = ['connection', 'middleware']

export const crossSiteRequirements: readonly Requirement[] = [
  asvs('3.5.1', 1, 'Requests that change something come from the application itself', CSRF, ({ csrf, sameSite }) => {
    if (csrf !== false) {
      return met('each unsafe request of a session is checked by Sec-Fetch-Site and Origin', 'csrf')
    }
    return sameSite === 'none'
      ? notMet('other sites’ requests carry the session', 'csrf')
      : upToYou('SameSite keeps other sites out, and lets the other hosts of your domain in: csrf would not', 'csrf')
  }),
  asvs('3.5.2', 1, 'What relies on a CORS preflight cannot be reached without one', CSRF, ({ csrf }) =>
    csrf === false
      ? upToYou('check it where you rely on one, or set csrf', 'csrf')
      : met('no request is judged by its Content-Type', 'csrf'),
  ),
  asvs('3.5.3', 1, 'Safe methods change nothing', [], () =>
    upToYou('log in, log out and change things by POST, PUT, PATCH or DELETE alone'),
  ),
  asvs('4.4.1', 1, 'WebSockets are encrypted', SOCKETS, ({ hasSockets }) =>
    hasSockets
      ? upToYou('serve wss: the cookie is Secure, ws has no session')
      : notApplicable('no sessions on WebSockets'),
  ),
  asvs(
    '4.4.2',
    2,
    'A handshake is let in by its Origin',
    SOCKETS,
    ({ hasSockets, admitsMissingOrigin, hasOrigins }) => {
      if (!hasSockets) {
        return notApplicable('no sessions on WebSockets')
      }
      return admitsMissingOrigin
        ? notMet('a handshake without Origin is let in', 'allowMissingOrigin')
        : met(hasOrigins ? 'one of a list, compared exactly' : 'the host that the handshake came to', 'origins')
    },
  ),
  asvs('4.1.3', 2, 'Headers of proxies are believed where there is a proxy', CACHES, ({ secure, trustsProxy }) => {
    if (secure !== 'auto') {
      return met('none is read')
    }
    return trustsProxy
      ? upToYou('trustProxy is true: have your proxy overwrite X-Forwarded-Proto', 'trustProxy')
      : met('a forwarded protocol is not believed', 'trustProxy')
  }),
  asvs('14.2.2', 2, 'Shared caches keep nothing of a user', CACHES, () =>
    upToYou(
      'what depends on the session varies by Cookie, and no-store goes with the cookie; add no public Cache-Control',
    ),
  ),
  asvs('14.3.2', 2, 'Browsers keep nothing of a user in their caches', CACHES, () =>
    upToYou('set Cache-Control: no-store on pages that show something personal'),
  ),
  asvs('14.3.3', 2, 'The browser stores nothing sensitive but the session', ['session-cookie'], () =>
    met('the cookie is all that is stored, and scripts of it read nothing in clear'),
  ),
  nist(
    '5.1 (content)',
    'Content of a POST or PUT carries a token of the session, and it is checked',
    CSRF,
    ({ csrf }) =>
      csrf === 'token'
        ? upToYou('call requireCsrfToken(session, token) before what changes something', 'csrf')
        : upToYou("csrf: 'token' has such tokens; without one say why the origin is enough", 'csrf'),
  ),
]
