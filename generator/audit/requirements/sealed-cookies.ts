// Requirements on sessions that a cookie holds itself, and on the cryptography that seals them.
import type { Facts } from '../facts.ts'
import { asvs, type Judgement, met, notApplicable, type Requirement, upToYou } from '../requirement.ts'

const SEAL = ['seal-format', 'runtime/seal-node.ts', 'runtime/seal-web.ts', 'xaes']
const BACKEND = ['backends/cookie/cookie-backend.ts', 'backends/cookie/cookie-payload.ts']

export const sealedCookieRequirements: readonly Requirement[] = [
  sealed(
    '9.1.1',
    1,
    'Nothing of a token counts before its seal was checked',
    [...SEAL, ...BACKEND],
    'authenticated first',
  ),
  sealed(
    '9.1.2',
    1,
    'Algorithms are fixed; none is not one',
    SEAL,
    'XAES-256-GCM alone, by an authenticated version byte',
  ),
  sealed(
    '9.1.3',
    1,
    'Keys come from where they are configured',
    [...SEAL, 'secrets'],
    'a key is chosen among yours, or none',
  ),
  sealed('9.2.1', 1, 'The deadline inside is checked', BACKEND, 'it is sealed in, and looked at with each request'),
  sealed('9.2.2', 2, 'A token counts for its own purpose alone', SEAL, 'purpose and cookie name are sealed in'),
  asvs('9.2.3', 2, 'A token counts for its own application alone', SEAL, (facts) => audience(facts)),
  asvs('9.2.4', 2, 'Tokens say which application they are for, where several share a key', SEAL, (facts) =>
    audience(facts),
  ),
  sealed('11.2.1', 2, 'Cryptography is that of the platform', SEAL, 'node:crypto, or WebCrypto'),
  sealed(
    '11.2.2',
    2,
    'Algorithms and keys can be exchanged',
    [...SEAL, 'secrets'],
    'a version byte, and a ring of keys',
  ),
  sealed('11.2.3', 2, 'All of it has 128 bits of security or more', SEAL, '256-bit keys; shorter ones are refused'),
  sealed('11.2.4', 3, 'Comparisons of secrets take constant time', SEAL, 'tags are compared by the platform'),
  sealed('11.2.5', 3, 'Failures look alike', [...SEAL, ...BACKEND], 'each makes an empty session, whatever it was'),
  sealed('11.3.1', 1, 'No insecure block mode, no weak padding', SEAL, 'no data is encrypted in one'),
  sealed('11.3.2', 1, 'Ciphers and modes are approved ones', SEAL, 'AES-256-GCM under a key of each message'),
  sealed('11.3.3', 2, 'What is encrypted is also authenticated', SEAL, 'the header too'),
  sealed('11.3.4', 3, 'No nonce is used twice with a key', SEAL, '192 random bits for each message'),
  sealed(
    '13.3.1',
    2,
    'Secrets are not in the source code',
    ['secrets'],
    'they are read from the environment, and samples are refused',
  ),
  asvs('11.1.1', 2, 'Keys have a written policy', ['project/README.md.hbs'], ({ isSealed }) =>
    isSealed ? upToYou('README.md beside the code says how to rotate; you say when') : noSeal(),
  ),
  asvs('13.3.4', 3, 'Secrets expire and are rotated', ['secrets'], ({ isSealed }) =>
    isSealed ? upToYou('put a new key in front; README.md beside the code says how') : noSeal(),
  ),
]

function sealed(number: string, level: 1 | 2 | 3, title: string, keptBy: readonly string[], why: string): Requirement {
  return asvs(number, level, title, keptBy, ({ isSealed }) => (isSealed ? met(why) : noSeal()))
}

function audience({ isSealed, hasApplicationId }: Facts): Judgement {
  if (!isSealed) {
    return noSeal()
  }
  return hasApplicationId
    ? met('applicationId is sealed in', 'applicationId')
    : upToYou('give each application keys of its own, or an applicationId', 'applicationId')
}

function noSeal(): Judgement {
  return notApplicable('a store holds the sessions')
}
