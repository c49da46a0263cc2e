// Adds a session to a config: to one that has several, or by giving the only one a name.
import { z } from 'zod'
import type { BackendMeta } from '../../templates/meta.ts'
import type { ConfigEdit, Written } from './config-edit.ts'
import { isFields, valueAt } from './config-edit.ts'
import { backendOf, listed, usage } from './fields.ts'

export interface NewSession {
  readonly name: string
  /** What the session that is there is called, in a config that gives it no name. */
  readonly currentName: string
  /** The folder of that session's code: it stays where it is. */
  readonly currentOutput: string
  /** Undefined: as the first session that is there. */
  readonly backend: BackendMeta | undefined
}

/** @throws {GeneratorError} `usage` where there is a session of that name. */
export function addSession(config: unknown, added: NewSession): readonly ConfigEdit[] {
  const { name, currentName, currentOutput } = added
  const sessions = valueAt(config, ['sessions'])
  const names = isFields(sessions) ? Object.keys(sessions) : [currentName]
  if (names.includes(name)) {
    throw usage(`There is a session '${name}' already: the config has ${listed(names)}`, 'Choose another name')
  }
  const [first = ''] = names
  const model = isFields(sessions) ? sessions[first] : config
  const written = valueAt(model, ['output'])
  const output = written === undefined && !isFields(sessions) ? currentOutput : written
  const fields = {
    ...fieldsOf(model, added),
    // Beside that folder: one that is in another's would be written by both.
    ...(typeof output === 'string' ? { output: `${output.replace(/\/$/, '')}-${name}` } : {}),
  }
  return [
    ...(isFields(sessions) ? [] : nameCurrent(added, written !== undefined)),
    { kind: 'set', path: ['sessions', name], value: fields },
  ]
}

function nameCurrent({ currentName, currentOutput }: NewSession, hasOutput: boolean): readonly ConfigEdit[] {
  const path = ['sessions', currentName, 'output']
  return [
    { kind: 'name', name: currentName },
    ...(hasOutput ? [] : [{ kind: 'set', path, value: currentOutput } as const]),
  ]
}

/** A cookie, and a place for its records, of its own; the framework and the backend as the model has them. */
function fieldsOf(model: unknown, { name, backend: chosen }: NewSession): Readonly<Record<string, Written>> {
  const target = valueAt(model, ['target'])
  const written = valueAt(model, ['backend'])
  const backend = chosen ?? backendOf(model)
  const isAsModel = backend === backendOf(model)
  const options = isAsModel && isFields(written) ? (written as Readonly<Record<string, Written>>) : {}
  const own = backend === undefined ? {} : { ...options, ...storageApart(backend, options, name) }
  const { type: _type, ...others } = own
  return {
    ...(typeof target === 'string' ? { target } : {}),
    ...(backend === undefined || (isAsModel && written === undefined)
      ? {}
      : { backend: Object.keys(others).length === 0 ? backend.name : { type: backend.name, ...others } }),
    key: name,
  }
}

/** The option that says where records stand, with the name of the session in it: the records of two don't mix. */
function storageApart(
  { storage, options: schema }: BackendMeta,
  written: Readonly<Record<string, Written>>,
  name: string,
): Readonly<Record<string, Written>> {
  const { type: _type, ...own } = written
  const options = schema.safeParse(own).data
  if (storage === undefined || options === undefined) {
    return {}
  }
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  // An option that is not written has the text that it is by default.
  const texts = known
    .map((option) => [option, options[option] ?? storage(options)] as const)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  // A table's name takes no hyphen.
  const changed = texts.flatMap(([option, text]) =>
    [`${name}-`, `${name.replaceAll('-', '_')}_`].map(
      (own) => [option, text.replace(/^[^A-Za-z0-9]*/, (start) => start + own)] as const,
    ),
  )
  const found = changed.find(([option, text]) => {
    const moved = schema.safeParse({ ...options, [option]: text }).data
    return moved !== undefined && storage(moved) !== storage(options)
  })
  return found === undefined ? {} : { [found[0]]: found[1] }
}
