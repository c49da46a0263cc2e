// The last step of the build: prints every help once, so that it need not be put together each time.
import { writeFileSync } from 'node:fs'
import { COMMAND_NAMES, main } from './main.ts'
import { HELP_FILE } from './quick-answer.ts'

const texts: Record<string, string> = {}
for (const name of COMMAND_NAMES) {
  let text = ''
  await main(name === '' ? ['--help'] : [name, '--help'], {
    out: (line) => (text += `${line}\n`),
    err: (line) => {
      throw new Error(line)
    },
    isInteractive: false,
    hasColours: false,
  })
  texts[name] = text
}
writeFileSync(HELP_FILE, JSON.stringify(texts))
