// Moves a session to another backend: what means the same there stays, and what has no meaning any more goes, by name.
import type { BackendMeta } from '../../templates/meta.ts'
import { rules } from '../config/rules.ts'
import { sessionSchema } from '../config/schema.ts'
import type { ConfigEdit, FieldPath, Written } from './config-edit.ts'
import { isFields, valueAt } from './config-edit.ts'
import { optionsOf } from './fields.ts'

/** What a field that was asked for comes to. */
export interface Decision {
  readonly edits: readonly ConfigEdit[]
  /** One sentence each, for people: what goes with it. */
  readonly notes: readonly string[]
}

/**
 * @param session Where the session stands in the config.
 * @param chosen Options of the new backend that are to be written.
 */
export function changeBackend(
  config: unknown,
  session: FieldPath,
  backend: BackendMeta,
  chosen: Readonly<Record<string, Written>>,
): Decision {
  const fields = valueAt(config, session)
  const written = valueAt(fields, ['backend'])
  const { type: _type, ...options } = isFields(written) ? written : {}
  const known = optionsOf(backend)
  const idle = Object.keys(options).filter(
    (name) => !Object.hasOwn(known, name) || known[name]?.safeParse(options[name]).success !== true,
  )
  const at = (...path: FieldPath): FieldPath => [...session, 'backend', ...path]
  const words: readonly ConfigEdit[] = isFields(written)
    ? [
        { kind: 'set', path: at('type'), value: backend.name },
        ...idle.map((name): ConfigEdit => ({ kind: 'unset', path: at(name) })),
        ...Object.entries(chosen).map(([name, value]): ConfigEdit => ({ kind: 'set', path: at(name), value })),
      ]
    : [{ kind: 'set', path: at(), value: inFull(backend, chosen) }]
  const meaningless = idleFields(fields, backend)
  return {
    edits: [...words, ...meaningless.map((name): ConfigEdit => ({ kind: 'unset', path: [...session, name] }))],
    notes: [...idle.map((name) => `backend.${name}`), ...meaningless].map(
      (field) => `\`${field}\` has no meaning for the ${backend.name} backend, and goes`,
    ),
  }
}

function inFull({ name }: BackendMeta, chosen: Readonly<Record<string, Written>>): Written {
  return Object.keys(chosen).length === 0 ? name : { type: name, ...chosen }
}

/** Fields that say nothing of a session with this backend: the rules that ask for nothing else refuse them. */
function idleFields(session: unknown, backend: BackendMeta): readonly string[] {
  const fields = isFields(session) ? session : {}
  const subject = {
    config: sessionSchema.parse({}),
    written: new Set(Object.keys(fields)),
    target: null,
    backend,
    backendOptions: backend.options.parse({}),
  }
  return rules
    .filter((rule) => rule.fields.every((field) => field === 'backend'))
    .flatMap((rule) => rule.find(subject))
    .flatMap(({ path: [field], severity }) => (severity === 'error' ? [String(field)] : []))
}
