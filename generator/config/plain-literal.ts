// Reads the plainest configs without the compiler: what is anything more than data, that one reads.
const SPACE = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y
const OPENING = /import\s*\{\s*defineConfig\s*\}\s*from\s*(?:'create-session'|"create-session")[ \t]*(?:;|\r?\n)/y
const EXPORT = /export\s+default\b/y
const CALL = /defineConfig\s*\(/y
const WORD = /true\b|false\b|null\b/y
const STRING = /'[^'\\\r\n\u2028\u2029]*'|"[^"\\\r\n\u2028\u2029]*"/y
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?![\w.$\\])(?!\s*[^\s,\]}*/])/y
const TIMES = /\*(?![*=])/y
const KEY = /[A-Za-z_$][\w$]*(?=\s*:)/y
const DEEPEST = 20

class MoreThanData extends Error {}

/** @returns Null for all that is not data alone, in strings without escapes, whole numbers and the like: even if it does not parse. */
export function readPlainLiteral(text: string): { readonly value: unknown } | null {
  let at = 0
  try {
    const isImported = take(OPENING) !== null
    need(EXPORT)
    const isCalled = isImported && take(CALL) !== null
    const value = readValue(0)
    if (isCalled) {
      takeText(',')
      needText(')')
    }
    takeText(';')
    skip()
    return at === text.length ? { value } : null
  } catch (error) {
    if (error instanceof MoreThanData) {
      return null
    }
    throw error
  }

  function readValue(depth: number): unknown {
    if (depth > DEEPEST) {
      throw new MoreThanData()
    }
    if (takeText('{')) {
      return Object.fromEntries(readList('}', () => readEntry(depth)))
    }
    if (takeText('[')) {
      return readList(']', () => readValue(depth + 1))
    }
    const word = take(WORD)
    if (word !== null) {
      return word === 'null' ? null : word === 'true'
    }
    return take(STRING)?.slice(1, -1) ?? readProduct()
  }

  function readProduct(): number {
    let product = Number(need(NUMBER))
    while (take(TIMES) !== null) {
      product *= Number(need(NUMBER))
    }
    return product
  }

  function readEntry(depth: number): [string, unknown] {
    const key = take(STRING)?.slice(1, -1) ?? need(KEY)
    needText(':')
    return [key, readValue(depth + 1)]
  }

  function readList<T>(end: string, readOne: () => T): readonly T[] {
    const list: T[] = []
    while (!takeText(end)) {
      list.push(readOne())
      if (!takeText(',')) {
        needText(end)
        return list
      }
    }
    return list
  }

  function skip(): void {
    SPACE.lastIndex = at
    at += SPACE.exec(text)?.[0].length ?? 0
  }

  function take(pattern: RegExp): string | null {
    skip()
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    at += found?.length ?? 0
    return found
  }

  function takeText(expected: string): boolean {
    skip()
    const isThere = text.startsWith(expected, at)
    at += isThere ? expected.length : 0
    return isThere
  }

  function need(pattern: RegExp): string {
    const found = take(pattern)
    if (found === null) {
      throw new MoreThanData()
    }
    return found
  }

  function needText(expected: string): void {
    if (!takeText(expected)) {
      throw new MoreThanData()
    }
  }
}
