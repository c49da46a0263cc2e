// What a schema of session data cannot have, and what to write instead.

/** By the type of a schema of zod's. */
export const INSTEAD: Readonly<Record<string, string>> = {
  date: 'JSON has no dates: use z.number() for milliseconds, or z.iso.datetime()',
  bigint: 'JSON has no big integers: use z.string() or z.int()',
  undefined: 'JSON has no undefined: use .optional()',
  void: 'JSON has no undefined: use .optional()',
  nan: 'JSON has no NaN: use z.number()',
  map: 'JSON has no maps: use z.record(z.string(), …)',
  set: 'JSON has no sets: use z.array(…)',
  symbol: 'JSON has no symbols: use z.string()',
  function: 'a session holds no functions',
  promise: 'a session holds no promises',
  file: 'a session holds no files',
  default: 'a session begins empty: leave the default to the code that reads the field',
  prefault: 'a session begins empty: leave the default to the code that reads the field',
  catch: 'what is not valid is not replaced: see onInvalidData',
  transform: 'data is checked and not changed: transform it where you write it',
  pipe: 'data is checked and not changed: transform it where you write it',
  lazy: 'a session has an end: write the levels out',
  custom: 'a function cannot be emitted: check it where you write it',
  any: 'use z.unknown()',
  never: 'use z.strictObject() to refuse other fields',
  tuple: 'use z.array(…), or z.object({ … }) with a name for each part',
  intersection: 'use .extend(…)',
  template_literal: 'use z.string().regex(…)',
}

/** Checks that cannot be emitted, by their format or their name. */
export const WHY: Readonly<Record<string, string>> = {
  custom: '.refine() cannot be emitted: check it where you write the field',
  overwrite: 'data is checked and not changed: change it where you write the field',
  regex: 'a pattern with the flag g or y remembers where it was: take the flag away',
  url: 'url cannot be emitted: use z.string().startsWith(…) or .regex(…)',
}
