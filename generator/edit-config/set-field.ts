// A field and its values, as they were typed, as edits of the config.
import { backends } from '../../templates/registry.ts'
import { changeBackend, type Decision } from './change-backend.ts'
import { isFields, valueAt } from './config-edit.ts'
import { backendNameOf, fieldPath, sessionPath, usage, valueFor } from './fields.ts'

/** @throws {GeneratorError} `usage` for a session or a field that there is not. */
export function setField(
  config: unknown,
  sessionName: string | undefined,
  field: string,
  words: readonly string[],
): Decision {
  const at = sessionPath(config, sessionName)
  const session = valueAt(config, at)
  const path = fieldPath(session, field)
  if (words.length === 0) {
    throw usage(`There is no value for '${field}'`, `To take the field out: npx create-session unset ${field}`)
  }
  const written = valueAt(session, ['backend'])
  const [first = '', option] = path
  if (first === 'backend' && (option === undefined || option === 'type')) {
    const backend = backends.find(({ name }) => name === words.join(' '))
    if (backend !== undefined && backend.name !== backendNameOf(written)) {
      return changeBackend(config, at, backend, {})
    }
  }
  const value = valueFor(session, path, words, valueAt(session, path))
  if (option !== undefined && !isFields(written)) {
    const whole = { type: String(backendNameOf(written)), [option]: value }
    return { edits: [{ kind: 'set', path: [...at, 'backend'], value: whole }], notes: [] }
  }
  return { edits: [{ kind: 'set', path: [...at, ...path], value }], notes: [] }
}

/** @throws {GeneratorError} `usage` for a session or a field that there is not. */
export function unsetField(config: unknown, sessionName: string | undefined, field: string): Decision {
  const at = sessionPath(config, sessionName)
  const path = fieldPath(valueAt(config, at), field)
  return { edits: [{ kind: 'unset', path: [...at, ...path] }], notes: [] }
}
