// The clock of a contract application that runs in a process of its own: requests move it.
import type { ContractRoute } from './contract-app.ts'
import { text } from './contract-routes.ts'

export interface ContractClock {
  /** In milliseconds since the epoch. */
  readonly now: () => number
  /** Moves the clock: `POST /clock?seconds=60`. */
  readonly route: ContractRoute
}

export function contractClock(): ContractClock {
  let offset = 0
  return {
    now: () => Date.now() + offset,
    route: {
      method: 'POST',
      path: '/clock',
      handle({ query }) {
        offset += Number(text(query, 'seconds')) * 1000
        return { body: { offset } }
      },
    },
  }
}
