// What a rendered file takes of the other files, read off its top.
import { posix } from 'node:path'
import { Unprepared } from './prepared.ts'
import type { Rendered } from './program.ts'

const ENDING = /\.[mc]?[jt]s$/
const STATEMENT = /^(import|export)( type)? \{ ([\w$, ]+) \} from '([^'\\]+)'$/
/** A declaration that is exported. */
const DECLARATION = /^export (?:interface|(?:async )?function|const|type(?! \{)) /

/**
 * @param paths Of all files of the code.
 * @throws {Unprepared} If it imports in another way than the templates do.
 */
export function readRendered(path: string, text: string, paths: ReadonlySet<string>): Rendered {
  const lines = text.split('\n').filter((line) => /^\s*(import|export)\b/.test(line) && !DECLARATION.test(line))
  const imports = lines.map((line) => {
    const [, word, , names = '', from = ''] = STATEMENT.exec(line) ?? []
    if (word === undefined) {
      throw new Unprepared()
    }
    return {
      path: fileAt(posix.join(posix.dirname(path), from), paths),
      names: names.split(',').map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*$/, ''),
      ),
      isExport: word === 'export',
    }
  })
  return { imports }
}

/** As a specifier names it: with the ending of what is compiled, with its own, or with none. */
function fileAt(specified: string, paths: ReadonlySet<string>): string {
  const bare = specified.replace(ENDING, '')
  return [...paths].find((path) => path.replace(ENDING, '') === bare) ?? specified
}
