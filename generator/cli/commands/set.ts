// `create-session set` and `unset`: change a field of the config where it stands, and the code with it.
import { type Command, listOption, projectOf, textOption } from '../command.ts'
import { EDIT_EXIT_CODES, EDIT_OPTIONS, finishEdit } from '../finish-edit.ts'
import type { Terminal } from '../terminal.ts'

export const set: Command = {
  words: ['set <field> [values..]'],
  summary: 'Change a field of the config, and the code with it',
  about:
    'Writes the value where it stands in sessions.config.*, and generates. Comments, quotes and line ends\n' +
    'stay as they are. A field of several values is replaced as a whole. What the config computes is not\n' +
    'changed: you are told what to write, and where.\n\n' +
    EDIT_EXIT_CODES,
  options: EDIT_OPTIONS,
  examples: [
    ['npx create-session set maxAge 7d', 'Sessions last a week'],
    ['npx create-session set sameSite strict --dry-run', 'See what it would change'],
    ["npx create-session set exclude '^/up$' '^/assets/'", 'Several values'],
    ['npx create-session set backend.prefix sess:', 'An option of the backend'],
    ['npx create-session set maxAge 1h --session admin', 'One of several sessions'],
  ],
  run: (options, terminal) => run('set', options, terminal),
}

export const unset: Command = {
  words: ['unset <field>'],
  summary: 'Take a field out of the config: its default holds again',
  about:
    'Takes the field out of sessions.config.*, with the comments that are its own, and generates.\n\n' +
    EDIT_EXIT_CODES,
  options: EDIT_OPTIONS,
  examples: [
    ['npx create-session unset absoluteTimeout', 'As if it had never been written'],
    ['npx create-session unset backend.prefix', 'An option of the backend'],
  ],
  run: (options, terminal) => run('unset', options, terminal),
}

async function run(
  command: 'set' | 'unset',
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<number> {
  const [{ editConfig }, { setField, unsetField }, { heal }] = await Promise.all([
    import('../../edit-config/edit-config.ts'),
    import('../../edit-config/set-field.ts'),
    import('../../pipeline.ts'),
  ])
  const project = projectOf(options)
  if (options['dry-run'] !== true) {
    heal(project)
  }
  const field = textOption(options, 'field') ?? ''
  const session = textOption(options, 'session')
  const edited = await editConfig(project, (config) =>
    command === 'set'
      ? setField(config, session, field, listOption(options, 'values'))
      : unsetField(config, session, field),
  )
  return finishEdit(edited, { command, root: project.root, options }, terminal)
}
