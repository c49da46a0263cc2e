// Doc comments as description and tags: read, added to, written.

/** One block tag with its continuation lines: `@param {string} key The cookie's name.` */
export interface DocTag {
  readonly name: string
  readonly text: string
}

export interface DocComment {
  readonly description: string
  readonly tags: readonly DocTag[]
}

/** Columns that are left for words between ` * ` and the end of the line. */
const WIDTH = 117

export const NO_DOC: DocComment = { description: '', tags: [] }

/** @param text A comment, from its opening slash to its closing one. */
export function parseDoc(text: string): DocComment {
  const body = text.slice('/**'.length, -'*/'.length).replace(/^[ \t]*\*(?!\/) ?/gm, '')
  const [description = '', ...tags] = body.trim().split(/(?:^|\n)(?=@\w)/)
  const all = description.startsWith('@') ? [description, ...tags] : tags
  return {
    description: description.startsWith('@') ? '' : description.trim(),
    tags: all.map((tag) => {
      const [, name = '', rest = ''] = /^@(\w+)([^]*)$/.exec(tag) ?? []
      return { name, text: rest.trim() }
    }),
  }
}

/** @param indent What stands before the comment on its line. */
export function printDoc({ description, tags }: DocComment, indent: string): string {
  const blocks = [
    ...(description === '' ? [] : [description]),
    ...(tags.length === 0 ? [] : [tags.map(({ name, text }) => `@${name} ${text}`.trim()).join('\n')]),
  ]
  const lines = blocks
    .join('\n\n')
    .split('\n')
    .flatMap((line) => wrap(line, WIDTH - indent.length))
  if (lines.length === 1) {
    return `/** ${lines[0]} */`
  }
  return ['/**', ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n')
}

/** Adds types to a doc comment's own tags, and the tags that it lacks; parameters in the order of `added`. */
export function mergeDoc(doc: DocComment, added: readonly DocTag[]): DocComment {
  const isSame = (tag: DocTag, other: DocTag): boolean =>
    tag.name === other.name && (tag.name === 'param' ? parameterOf(tag) === parameterOf(other) : tag.name === 'returns')
  const typed = added.map((tag) => {
    const own = doc.tags.find((candidate) => isSame(candidate, tag))
    const words = tag.name === 'param' ? own?.text.replace(/^\S+\s*(- )?/, '') : own?.text
    return words === undefined || words === '' ? tag : { name: tag.name, text: `${tag.text} ${words}` }
  })
  const rest = doc.tags.filter((own) => !added.some((tag) => isSame(own, tag)))
  return { description: doc.description, tags: [...typed, ...rest] }
}

/** A doc comment as plain words, where no tags can stand. */
export function docWords({ description, tags }: DocComment): string {
  const words = tags.map(({ name, text }) =>
    name === 'param' ? text.replace(/^(\S+)\s*/, '`$1`: ') : `${name[0]?.toUpperCase()}${name.slice(1)} ${text}`,
  )
  return [description, ...words].join('\n').replace(/\n+/g, '\n').trim()
}

/** Breaks the line of a tag that its type has made too long: between the words behind it. */
function wrap(line: string, width: number): readonly string[] {
  const isTyped = /^@\w+ \{/.test(line)
  const end = line.lastIndexOf(' ', width)
  return !isTyped || line.length <= width || end <= closingBrace(line) + 1
    ? [line]
    : [line.slice(0, end), line.slice(end + 1)]
}

/** The name in `name words`, `{T} name` or `{T} [name]`. */
function parameterOf({ text }: DocTag): string {
  const untyped = text.startsWith('{') ? text.slice(closingBrace(text) + 1).trimStart() : text
  return /^\[?([\w$]+)/.exec(untyped)?.[1] ?? ''
}

/** Where the first brace is closed. */
function closingBrace(text: string): number {
  let depth = 0
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth === 0) {
      return index
    }
  }
  return text.length
}
