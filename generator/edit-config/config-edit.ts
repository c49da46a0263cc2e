// What is to become of a config, as data: the text is edited by it, and what the text then says is held against it.

/** A value as a config writes it. */
export type Written = string | number | boolean | readonly Written[] | { readonly [field: string]: Written }

/** Where a value stands in the config: `['backend', 'prefix']`. */
export type FieldPath = readonly string[]

export type ConfigEdit =
  | { readonly kind: 'set'; readonly path: FieldPath; readonly value: Written }
  /** Does nothing where the field is not written. */
  | { readonly kind: 'unset'; readonly path: FieldPath }
  /** Makes the one session of a config the first of several. */
  | { readonly kind: 'name'; readonly name: string }

/** What a config's value is after the edits; the value before stays as it is. */
export function editedValue(value: unknown, edits: readonly ConfigEdit[]): unknown {
  return edits.reduce((before, edit) => {
    switch (edit.kind) {
      case 'set':
        return withValue(before, edit.path, edit.value)
      case 'unset':
        return withoutField(before, edit.path)
      case 'name':
        return { sessions: { [edit.name]: before } }
    }
  }, value)
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (isFields(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined),
    value,
  )
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withValue(value: unknown, [step, ...rest]: FieldPath, next: Written): unknown {
  if (step === undefined) {
    return next
  }
  const fields = isFields(value) ? value : {}
  return { ...fields, [step]: withValue(fields[step], rest, next) }
}

function withoutField(value: unknown, [step, ...rest]: FieldPath): unknown {
  if (step === undefined || !isFields(value) || !Object.hasOwn(value, step)) {
    return value
  }
  const { [step]: inner, ...others } = value
  return rest.length === 0 ? others : { ...value, [step]: withoutField(inner, rest) }
}
