// Parts of emitted code: names and values as source text, whatever they are.

/** A property's name, quoted where it has to be. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literalText(name)
}

/** A value as a literal. Line separators would end the line in a comment or in old engines. */
export function literalText(value: string | number | boolean | null): string {
  return JSON.stringify(value)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

/** Text as lines of a doc comment, which it does not end. */
export function docText(text: string): string {
  return text
    .replaceAll('*/', '*\\/')
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}
