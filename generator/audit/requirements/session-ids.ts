// Requirements on session ids and on what else represents a session.
import { asvs, met, notApplicable, owasp, type Requirement, upToYou } from '../requirement.ts'

const IDS = ['runtime/session-id-node.ts', 'runtime/session-id-web.ts']
const BITS_PER_BYTE = 8

export const sessionIdRequirements: readonly Requirement[] = [
  asvs('7.2.1', 1, 'The server decides whether a session is valid', ['middleware'], () =>
    met('no code of the client has a part in it'),
  ),
  asvs('7.2.2', 1, 'Sessions are represented by tokens that are made for each', IDS, () =>
    met('there is no fixed token'),
  ),
  asvs('7.2.3', 1, 'A reference token has 128 random bits or more', IDS, ({ isSealed, sessionIdBytes }) =>
    isSealed
      ? notApplicable('the cookie holds the session itself')
      : met(`${sessionIdBytes * BITS_PER_BYTE} random bits`),
  ),
  asvs('11.5.1', 2, 'What must not be guessed comes from a generator for cryptography', IDS, () =>
    met('randomness of the platform’s own generator, never a UUID'),
  ),
  asvs('11.5.2', 3, 'The generator holds under load', IDS, () => met('the operating system’s')),
  asvs(
    '7.2.4',
    1,
    'Authentication makes a new token and ends the one before',
    ['session-backend', 'record-changes'],
    () =>
      upToYou('call session.regenerate() when a user has logged in: it ends the old session at once, in flight too'),
  ),
  asvs('7.6.2', 2, 'No session comes into being without an action', ['server-side-backend', 'session-backend'], () =>
    met('a session is kept once a handler has written to it'),
  ),
  owasp(
    'Session Management: strict ids',
    'An id that the server did not make is never taken over',
    ['server-side-backend'],
    ({ isSealed }) => (isSealed ? notApplicable('the cookie holds the session itself') : met('a write gets a new id')),
  ),
  owasp(
    'Session Management: ids at rest',
    'Who reads the store cannot take over a session',
    IDS,
    ({ isSealed, isRemote }) =>
      isSealed && !isRemote ? notApplicable('there is no store') : met('it holds SHA-256 of each id'),
  ),
  asvs('11.4.1', 1, 'Hash functions are approved ones', [...IDS, 'runtime/seal-node.ts', 'runtime/seal-web.ts'], () =>
    met('SHA-256 alone'),
  ),
]
