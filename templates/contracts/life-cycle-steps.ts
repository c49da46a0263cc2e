// Requests to one application, step by step and mixed with each other: on the real code and on the model, compared at each step.
import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { SessionBackend } from '../runtime/session-backend.ts'
import { begin, type OpenRequest } from './backend-requests.ts'
import { DAY } from './life-cycle-choices.ts'
import { ModelRequest, ModelStore, type Outcome } from './life-cycle-model.ts'

const FIELDS = ['a', 'b', 'c', 'd'] as const

type Act =
  | { readonly do: 'write'; readonly field: string; readonly value: number }
  | { readonly do: 'remove'; readonly field: string }
  | { readonly do: 'regenerate'; readonly keep: boolean | readonly string[] }
  | { readonly do: 'destroy' | 'touch' | 'save' }

/** `slot` says which of the requests that are open at once. */
export type Step =
  | { readonly do: 'begin'; readonly slot: number; readonly cookie: number | 'none' | 'forged' }
  | { readonly do: 'commit'; readonly slot: number }
  | { readonly do: 'advance'; readonly milliseconds: number }
  | (Act & { readonly slot: number })

const slot = fc.nat(2)
const field = fc.constantFrom(...FIELDS)
const keep = fc.oneof(fc.boolean(), fc.subarray([...FIELDS]))

/**
 * Requests come back to few sessions, and most of what they do is to write.
 *
 * @param margin How close to a deadline time may stop, in milliseconds.
 */
export const stepsWithin = (margin: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('begin' as const), slot, cookie: fc.nat(3) }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('begin' as const), slot, cookie: fc.constantFrom('none', 'forged') }),
      },
      { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), slot, field, value: fc.nat(3) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), slot, field }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('regenerate' as const), slot, keep }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('destroy' as const, 'touch' as const), slot }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('save' as const), slot }) },
      { weight: 7, arbitrary: fc.record({ do: fc.constant('commit' as const), slot }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('advance' as const),
          milliseconds: fc.constantFrom(1, DAY - margin, DAY, 4 * DAY, 10 * DAY - margin, 10 * DAY),
        }),
      },
    ),
    { minLength: 5, maxLength: 60, size: 'max' },
  )

/** There is a session, and three requests have read it. */
const BEGINNING: readonly Step[] = [
  { do: 'begin', slot: 0, cookie: 'none' },
  { do: 'write', slot: 0, field: 'a', value: 0 },
  { do: 'commit', slot: 0 },
  ...[0, 1, 2].map((at): Step => ({ do: 'begin', slot: at, cookie: 0 })),
]

/** What the code under test is made of for one run. */
export interface Application {
  readonly backend: SessionBackend
  readonly inCookie: boolean
  /** Moves the backend's clock. */
  advance(milliseconds: number): void
}

/** Values that no application ever gave out: an id of the right form, and what is none. */
const FORGED = ['A'.repeat(43), 'null', ''] as const

export class Trial {
  readonly #application: Application
  readonly #model: ModelStore
  readonly #open = new Map<
    number,
    { readonly real: OpenRequest; readonly model: ModelRequest; readonly cookie: string }
  >()
  /** The cookies that went out, by the model's names. */
  readonly #cookies = new Map<number, string>()

  constructor(application: Application) {
    this.#application = application
    this.#model = new ModelStore(application.inCookie, application.backend.now())
  }

  async run(all: readonly Step[]): Promise<void> {
    for (const step of [...BEGINNING, ...all]) {
      await this.#step(step)
    }
    for (const [name, cookie] of this.#cookies) {
      const { session } = await begin(this.#application.backend, cookie)
      expect({ ...session }, `session ${name} at the end`).toEqual(this.#model.find(name)?.data ?? {})
    }
  }

  async #step(step: Step): Promise<void> {
    if (step.do === 'advance') {
      this.#application.advance(step.milliseconds)
      this.#model.now += step.milliseconds
    } else if (step.do === 'begin') {
      if (!this.#open.has(step.slot)) {
        await this.#begin(step.slot, step.cookie)
      }
    } else {
      const open = this.#open.get(step.slot)
      if (open === undefined) {
        return
      }
      if (step.do === 'commit') {
        this.#open.delete(step.slot)
        await this.#commit(open)
      } else {
        expect(await outcomeOf(() => act(open.real, step)), step.do).toBe(actOnModel(open.model, step))
        expect({ ...open.real.session }, `after ${step.do}`).toEqual(open.model.data)
      }
    }
  }

  async #begin(at: number, cookie: number | 'none' | 'forged'): Promise<void> {
    const known = [...this.#cookies.keys()]
    const name = typeof cookie === 'number' ? (known.toReversed()[cookie] ?? null) : null
    const forged = FORGED[this.#cookies.size % FORGED.length] ?? ''
    const sent = cookie === 'forged' ? forged : name === null ? null : (this.#cookies.get(name) ?? null)
    const real = await begin(this.#application.backend, sent)
    const model = new ModelRequest(this.#model, name, sent !== null)
    expect({ ...real.session }, 'loaded').toEqual(model.data)
    expect(real.session.isNew, 'new').toBe(model.name === null)
    this.#open.set(at, { real, model, cookie: sent ?? '' })
  }

  async #commit({ real, model }: { real: OpenRequest; model: ModelRequest }): Promise<void> {
    const expected = model.commit()
    let lines: readonly string[] = []
    const error = await outcomeOf(async () => {
      const { setCookie } = await real.commit()
      lines = setCookie
    })
    expect(error, 'error of the answer').toBe(expected.error)
    const [line = ''] = lines
    expect(lines.length, 'cookies of the answer').toBe(expected.cookie === null ? 0 : 1)
    if (expected.cookie === 'ended') {
      expect(line).toContain('=null; ')
      expect(line).toContain('Max-Age=0;')
    } else if (expected.cookie !== null && model.name !== null) {
      expect(line).toContain(`Max-Age=${expected.cookie};`)
      this.#keep(model.name, line.slice(line.indexOf('=') + 1, line.indexOf(';')))
    }
  }

  #keep(name: number, cookie: string): void {
    if (this.#cookies.has(name)) {
      expect(cookie, 'the id stays').toBe(this.#cookies.get(name))
    } else {
      expect([...this.#cookies.values(), ...FORGED], 'a new id is new').not.toContain(cookie)
      this.#cookies.set(name, cookie)
    }
  }
}

async function act({ session }: OpenRequest, step: Act): Promise<void> {
  switch (step.do) {
    case 'write':
      session[step.field] = step.value
      break
    case 'remove':
      Reflect.deleteProperty(session, step.field)
      break
    case 'regenerate':
      await (step.keep === false ? session.regenerate() : session.regenerate({ keep: step.keep }))
      break
    case 'touch':
      session.touch()
      break
    default:
      await session[step.do]()
  }
}

function actOnModel(model: ModelRequest, step: Act): Outcome {
  switch (step.do) {
    case 'write':
      return model.write(step.field, step.value)
    case 'remove':
      return model.remove(step.field)
    case 'regenerate':
      return model.regenerate(step.keep)
    default:
      return model[step.do]()
  }
}

async function outcomeOf(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work()
    return null
  } catch (error) {
    return (error as Error).name
  }
}
