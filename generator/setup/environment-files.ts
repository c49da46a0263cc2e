// `.gitignore` and `.env.example`: texts with a line more where it is missing, and never a secret.

export const ENV_FILE = '.env'
export const ENV_EXAMPLE_FILE = '.env.example'
export const IGNORE_FILE = '.gitignore'

/** The text of a .gitignore that keeps `.env` out; the same text where it does so already. */
export function ignoreEnv(text: string | null): string {
  return text !== null && ignores(text, meansEnv) ? text : withLine(text, ENV_FILE)
}

/** The text of a .gitignore that keeps a folder out, given from where it stands; the same text where it does so already. */
export function ignoreFolder(text: string | null, folder: string): string {
  // What git takes for wildcards stands for itself.
  const literal = folder.replaceAll(/[\\*?[]/g, String.raw`\$&`)
  const meansFolder = (pattern: string): boolean => pattern.replace(/^!?\/?|\/$/g, '') === literal
  return text !== null && ignores(text, meansFolder) ? text : withLine(text, `/${literal}/`)
}

/** The text of a .env.example that names a variable without a value; the same text where it names it already. */
export function envExample(text: string | null, variable: string): string {
  if (text !== null && namesVariable(text, variable)) {
    return text
  }
  const comment = '# Keys that seal the session cookie, newest first. `npx create-session secret` prints one.'
  return withLine(withLine(text, comment), `${variable}=`)
}

/** Whether an environment file assigns a variable, be it nothing at all. */
export function namesVariable(text: string, variable: string): boolean {
  const assignment = /^\uFEFF?\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/
  return text.split(/\r?\n/).some((line) => assignment.exec(line)?.[1] === variable)
}

/** The text with a line more, in its own line ends; it ends with one. */
export function withLine(text: string | null, line: string): string {
  const before = text ?? ''
  const endOfLine = before.includes('\r\n') ? '\r\n' : '\n'
  const isEnded = before === '' || before.endsWith('\n') || before === '\uFEFF'
  return before + (isEnded ? '' : endOfLine) + line + endOfLine
}

/** Of the patterns that mean a file the last one counts. */
function ignores(text: string, means: (pattern: string) => boolean): boolean {
  const patterns = text.split(/\r?\n/).map((line) => line.replace(/^\uFEFF/, '').trimEnd())
  return patterns.findLast(means)?.startsWith('!') === false
}

function meansEnv(pattern: string): boolean {
  const glob = pattern.replace(/^!/, '').replace(/^(?:\*\*)?\//, '')
  return ['.env', '.env*', '.e*', '.*', '*.env', '*env', '*', '**', '.env**'].includes(glob)
}
