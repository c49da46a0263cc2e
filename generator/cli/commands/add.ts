// `create-session add`: another backend for the session that there is, or another session.
import { type Command, projectOf, textOption } from '../command.ts'
import { usageError } from '../failure.ts'
import { EDIT_EXIT_CODES, EDIT_OPTIONS, finishEdit } from '../finish-edit.ts'

export const add: Command = {
  words: ['add <what> <name>'],
  summary: 'Add a backend or a session to the config, and its code',
  about:
    '`add backend NAME` keeps sessions there from now on. Options that the new backend has too stay; the\n' +
    'others are taken out, and named. Sessions do not move: everybody logs in anew.\n\n' +
    '`add session NAME` adds a session with a cookie, a folder and records of its own, with the framework\n' +
    'and the backend of the first. A config of one session becomes one of several: what is there is\n' +
    "called 'user' (--current), and req.session becomes req.userSession. Its code stays in its folder.\n\n" +
    EDIT_EXIT_CODES,
  options: {
    client: { type: 'string', describe: 'add backend: its driver, if it has several', requiresArg: true },
    backend: { type: 'string', describe: 'add session: its backend, if it is another one', requiresArg: true },
    current: {
      type: 'string',
      describe: 'add session: a name for the session that is there',
      default: 'user',
      requiresArg: true,
    },
    ...EDIT_OPTIONS,
  },
  examples: [
    ['npx create-session add backend redis', 'Sessions in Redis'],
    ['npx create-session add backend redis --client ioredis', 'With the driver that you use'],
    ['npx create-session add session admin', 'A second session, for the back office'],
    ['npx create-session add session admin --backend file', 'With a backend of its own'],
  ],
  run: async (options, terminal) => {
    const [{ editConfig }, { decisionOf }, { heal }] = await Promise.all([
      import('../../edit-config/edit-config.ts'),
      import('../../edit-config/addition.ts'),
      import('../../pipeline.ts'),
    ])
    const project = projectOf(options)
    const what = textOption(options, 'what')
    if (what !== 'backend' && what !== 'session') {
      throw usageError(`'${what}' is nothing that can be added: say 'backend' or 'session'`, add)
    }
    if (options['dry-run'] !== true) {
      heal(project)
    }
    const decide = decisionOf(project.root, {
      what,
      name: textOption(options, 'name') ?? '',
      session: textOption(options, 'session'),
      client: textOption(options, 'client'),
      backend: textOption(options, 'backend'),
      current: textOption(options, 'current') ?? '',
    })
    const edited = await editConfig(project, decide)
    return finishEdit(edited, { command: 'add', root: project.root, options }, terminal)
  },
}
