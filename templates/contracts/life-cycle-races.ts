// Requests to one session at the same time, whose calls of the backend a scheduler puts in any order: what must hold of each.
import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import { begin } from './backend-requests.ts'
import { observe, type Operation } from './observed-backend.ts'

const OPERATIONS: readonly Operation[] = ['get', 'set', 'create', 'update', 'touch', 'delete']

/** A request writes a field of its own and one that all write, and may end the session or carry it on. */
export interface Racer {
  readonly ends: 'no' | 'destroy' | 'regenerate' | 'keep'
  readonly removes: boolean
  readonly saves: boolean
}

const racer = fc.record<Racer>({
  ends: fc.constantFrom('no', 'no', 'no', 'destroy', 'regenerate', 'keep', 'keep'),
  removes: fc.boolean(),
  saves: fc.boolean(),
})

export const racers: fc.Arbitrary<Racer[]> = fc.array(racer, { minLength: 2, maxLength: 5 })

interface Result {
  readonly racer: Racer
  readonly own: string
  /** It had the session when it began. */
  readonly isOld: boolean
  /** The name of its error; null where it was answered. */
  readonly error: string | null
  readonly cookie: string | null
}

/** @param backend Over an empty store, for this race alone. */
export async function race(backend: ServerSideBackend, all: readonly Racer[], scheduler: fc.Scheduler): Promise<void> {
  const first = await begin(backend, null)
  Object.assign(first.session, { base: true, doomed: true })
  const { cookie } = await first.commit()
  const observation = observe(backend)
  for (const operation of OPERATIONS) {
    observation.delay(operation, () => scheduler.schedule(Promise.resolve(), operation))
  }
  const running = Promise.all(all.map((one, index) => run(backend, cookie, one, `own${index}`)))
  await scheduler.waitFor(running)
  const results = await running
  observation.heal()
  await check(backend, cookie, results)
}

async function run(backend: ServerSideBackend, cookie: string | null, racer: Racer, own: string): Promise<Result> {
  const open = await begin(backend, cookie)
  const isOld = 'base' in open.session
  const result = { racer, own, isOld }
  try {
    Object.assign(open.session, { [own]: own, all: own })
    if (racer.removes) {
      Reflect.deleteProperty(open.session, 'doomed')
    }
    if (racer.saves) {
      await open.session.save()
    }
    if (racer.ends === 'destroy') {
      await open.session.destroy()
    } else if (racer.ends !== 'no') {
      await open.session.regenerate(racer.ends === 'keep' ? { keep: true } : {})
    }
    const answer = await open.commit()
    return { ...result, error: null, cookie: answer.cookie }
  } catch (error) {
    return { ...result, error: (error as Error).name, cookie: null }
  }
}

async function check(backend: ServerSideBackend, cookie: string | null, results: readonly Result[]): Promise<void> {
  const read = async (value: string | null): Promise<object> => ({ ...(await begin(backend, value)).session })
  const old = results.filter(({ isOld }) => isOld)
  const answered = old.filter(({ error }) => error === null)
  const isEnded = answered.some(({ racer }) => racer.ends !== 'no')
  const heirs = answered.filter(({ racer }) => racer.ends === 'keep')

  expect(
    results.filter(({ error }) => error !== null && error !== 'SessionDestroyedError'),
    'errors',
  ).toEqual([])
  if (!isEnded) {
    expect(
      results.filter(({ error }) => error !== null),
      'nobody ended it',
    ).toEqual([])
  }
  expect(heirs.length, 'one carries it on at most').toBeLessThanOrEqual(1)
  expect(
    results.filter((one) => !one.isOld && one.cookie === cookie && one.racer.ends !== 'destroy' && !isEnded),
    'an id is not taken over',
  ).toEqual([])

  const stays = isEnded ? heirs.map((heir) => heir.cookie) : [cookie]
  if (isEnded) {
    expect(await read(cookie), 'nothing that ended comes back').toEqual({})
  }
  const writers = answered.filter(({ racer }) => racer.ends === 'no' || racer.ends === 'keep')
  for (const one of stays) {
    const data = await read(one)
    expect(data, 'no update is lost').toMatchObject(Object.fromEntries(writers.map(({ own }) => [own, own])))
    if (writers.some(({ racer }) => racer.removes)) {
      expect(data, 'what was removed stays removed').not.toHaveProperty('doomed')
    } else if (!old.some(({ racer }) => racer.removes)) {
      expect(data, 'what nobody removed is there').toHaveProperty('doomed')
    }
  }
}
