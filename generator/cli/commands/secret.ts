// `create-session secret`: one key for the cookie backend.
import { randomBytes } from 'node:crypto'
import { type Command, EXIT } from '../command.ts'

const KEY_BYTES = 32

export const secret: Command = {
  words: ['secret'],
  summary: 'Print a new key for SESSION_SECRETS',
  about: `Prints ${KEY_BYTES} random bytes as base64url, and nothing else. To rotate, put a new key in front of the old ones.`,
  options: {},
  examples: [
    ['npx create-session secret', 'One key, on standard output'],
    [
      'SESSION_SECRETS="$(npx create-session secret),$SESSION_SECRETS"',
      'Rotate: the new key seals, the old one still opens',
    ],
  ],
  run: async (_options, terminal) => {
    terminal.out(randomBytes(KEY_BYTES).toString('base64url'))
    return EXIT.done
  },
}
