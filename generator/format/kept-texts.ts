// Formatted texts that are kept from one run to the next, by all that Prettier made them from.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a text is formatted from, beside itself. */
export interface Manner {
  /** Prettier's version, and where it stands if it is the project's. */
  readonly by: string
  readonly options: object
  /** The end of the file's name. */
  readonly kind: string
}

export class KeptTexts {
  readonly #file: string
  readonly #before: ReadonlyMap<string, string>
  /** Those that this run asked for: others are of a config that is no more. */
  readonly #asked = new Map<string, string>()

  /** @param file Where they are kept; that nothing can be read of it, says that nothing is kept yet. */
  constructor(file: string) {
    this.#file = file
    this.#before = new Map(Object.entries(read(file)))
  }

  async formatted(text: string, manner: Manner, format: () => Promise<string>): Promise<string> {
    const key = createHash('sha256')
      .update(JSON.stringify([manner.by, manner.kind, Object.entries(manner.options).toSorted(), text]))
      .digest('base64url')
    const result = this.#before.get(key) ?? (await format())
    this.#asked.set(key, result)
    return result
  }

  /** That it can't be written is no failure: the next run formats again. */
  write(): void {
    if ([...this.#asked.keys()].every((key) => this.#before.has(key))) {
      return
    }
    const next = `${this.#file}.${randomBytes(6).toString('hex')}`
    try {
      mkdirSync(dirname(this.#file), { recursive: true })
      // Whole: another run may read it meanwhile.
      writeFileSync(next, JSON.stringify(Object.fromEntries(this.#asked)), { flag: 'wx' })
      renameSync(next, this.#file)
    } catch {
      rmSync(next, { force: true })
    }
  }
}

function read(file: string): Readonly<Record<string, string>> {
  try {
    const texts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>
    return Object.fromEntries(
      Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
    )
  } catch {
    return {}
  }
}

let kept: KeptTexts | null = null

/** From now on this process keeps what it formats. */
export function keepTexts(file: string): void {
  kept = new KeptTexts(file)
}

/** Nothing more is kept. */
export function forgetTexts(): void {
  kept = null
}

export function keptTexts(): KeptTexts | null {
  return kept
}
