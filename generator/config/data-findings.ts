// What is wrong with the schema of session data.
import { cookieBudget } from '../data/cookie-budget.ts'
import { readObject } from '../data/read-shape.ts'
import type { ShapeProblem } from '../data/shape.ts'
import type { Finding } from './rules.ts'
import type { SessionConfig } from './schema.ts'

/** Members of a session, on one target or another: data that has them would be lost. */
const MEMBERS = ['id', 'isNew', 'regenerate', 'destroy', 'save', 'touch', 'reload', 'get', 'set', 'data', 'flash']

/** Fields that options of the config keep in a session themselves. */
const OWN_FIELDS = ['authenticatedAt', 'markAuthenticated', 'csrfSecret', 'isAvailable']

export function dataFindings(schema: object, written: ReadonlySet<string>): readonly Finding[] {
  const problems: ShapeProblem[] = []
  const { fields, others } = readObject(schema, [], problems)
  const taken = fields.filter(
    ({ name }) => MEMBERS.includes(name) || OWN_FIELDS.includes(name) || name.startsWith('flash:'),
  )
  problems.push(
    ...taken.map(({ name }) => ({ path: [name], message: 'a session has a member of this name: choose another' })),
  )
  if (others === 'refused' && written.has('tests')) {
    problems.push({ path: [], message: 'the emitted tests write fields of their own: use z.object() beside `tests`' })
  }
  return problems.map(({ path, message }) => ({ path: ['data', ...path], message, severity: 'error' }))
}

/** Doubts a schema whose sessions can outgrow their cookies: by the field that takes most. */
export function budgetFindings(schema: object, config: SessionConfig): readonly Finding[] {
  const { room, largest, field } = cookieBudget(config, readObject(schema, [], []))
  if (field === null || largest <= room) {
    return []
  }
  const takes = Number.isFinite(field.bytes)
    ? `takes up to ${field.bytes} bytes`
    : 'has no largest size: give it .max()'
  const whole = Number.isFinite(largest) ? ` of ${largest} in all` : ''
  const message = `${takes}${whole}; the cookies hold about ${room} bytes of data, and a session beyond that cannot be saved`
  return [{ path: ['data', field.name], message, severity: 'warning' }]
}

/** The user's id is a field of the data. */
export function userKeyFindings(schema: object, path: readonly string[], userKey: string): readonly Finding[] {
  const { fields, others } = readObject(schema, [], [])
  return others === 'allowed' || fields.some(({ name }) => name === userKey)
    ? []
    : [{ path, message: `data has no field '${userKey}'`, severity: 'error' }]
}
