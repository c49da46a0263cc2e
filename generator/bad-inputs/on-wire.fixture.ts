// Every suite of bad inputs that goes over the wire, on one target: with sessions in the cookie, and with sessions in a store.
import { afterAll, beforeAll, describe } from 'vitest'
import { concerns, describeBadInputs } from '../../templates/contracts/bad-inputs/bad-input.ts'
import { cookieHeaderInputs } from '../../templates/contracts/bad-inputs/cookie-header.ts'
import { cookieBytesInputs } from '../../templates/contracts/bad-inputs/cookie-bytes.ts'
import { cookieChunkNameInputs } from '../../templates/contracts/bad-inputs/cookie-chunk-names.ts'
import { sealedCookieInputs } from '../../templates/contracts/bad-inputs/sealed-cookie.ts'
import { sealedSessionInputs } from '../../templates/contracts/bad-inputs/sealed-session.ts'
import { sessionIdInputs } from '../../templates/contracts/bad-inputs/session-id.ts'
import { clockAndOutageInputs } from '../../templates/contracts/bad-inputs/clocks-and-outages.ts'
import { concurrencyInputs } from '../../templates/contracts/bad-inputs/concurrency.ts'
import { setCookieInputs } from '../../templates/contracts/bad-inputs/set-cookie.ts'
import { crossSiteInputs } from '../../templates/contracts/bad-inputs/cross-site.ts'
import { deserializeInputs } from '../../templates/contracts/bad-inputs/deserialize.ts'
import type { WireSubject } from '../../templates/contracts/bad-inputs/wire-subject.ts'
import { PREPARE_MILLISECONDS } from '../target-starts.fixture.ts'
import { type EmittedServer, startEmitted } from './emitted-server.fixture.ts'

const suites = {
  '3A cookie header': [...cookieHeaderInputs, ...cookieBytesInputs, ...cookieChunkNameInputs],
  '3B sealed cookie': [...sealedCookieInputs, ...sealedSessionInputs],
  '3C session id': sessionIdInputs,
  '3E Set-Cookie': setCookieInputs,
  '3F data': deserializeInputs,
  '3G concurrency': concurrencyInputs,
  '3H clocks and outages': clockAndOutageInputs,
  '3I other sites': crossSiteInputs,
}

export function describeOnWire(target: WireSubject['target']): void {
  for (const [backend, side] of [
    ['cookie', 'client'],
    ['memory', 'server'],
  ] as const) {
    describe(`emitted ${target}, sessions in ${backend}`, () => {
      let server: EmittedServer | null = null
      const subject = (): WireSubject => {
        if (server === null) {
          throw new Error('The server has not started')
        }
        return server.subject
      }
      beforeAll(async () => void (server = await startEmitted(target, backend)), PREPARE_MILLISECONDS)
      afterAll(() => server?.stop())

      for (const [name, all] of Object.entries(suites)) {
        const inputs = all.filter((input) => concerns(input, { target, side }))
        if (inputs.length === 0) {
          continue
        }
        describe(name, () => {
          describeBadInputs(inputs, subject)
          // What came of how many inputs: a run of these tests says it of each section.
          afterAll(() => {
            const counts = [...subject().tally].map(([outcome, count]) => `${count} ${outcome}`)
            console.log(`${target} ${backend} ${name}: ${counts.join(', ')}`)
            subject().tally.clear()
          })
        })
      }
    })
  }
}
