import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { toJavaScript } from './javascript.ts'
import { packageRoot } from './read-template.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

async function typeErrors(folder: string, compiler: string, file: string): Promise<string> {
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin/tsc')
  const flags = '--allowJs --checkJs --strict --noEmit --target es2023 --module nodenext --types node --skipLibCheck'
  const options = [tsc, ...flags.split(' '), join('src', file)]
  return run(process.execPath, options, { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}

describe('the JavaScript', () => {
  const tree = new Map([
    [
      'store.js',
      `export interface Entry<T> {
  readonly value: T
  expiresAt?: number
}

export interface Store<T> {
  get(key: string): Promise<Entry<T> | null>
  get(key: string, fallback: T): Promise<Entry<T>>
}

export abstract class BaseStore<T> {
  protected readonly now: () => number

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  abstract read(key: string): Entry<T> | undefined
}

export class MemoryStore<T> extends BaseStore<T> implements Store<T> {
  readonly #entries = new Map<string, Entry<T>>()
  closed?: boolean

  get(key: string): Promise<Entry<T> | null>
  get(key: string, fallback: T): Promise<Entry<T>>
  async get(key: string, fallback?: T): Promise<Entry<T> | null> {
    return this.read(key) ?? (fallback === undefined ? null : { value: fallback })
  }

  override read(key: string): Entry<T> | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: T, ...rest: readonly number[]): this {
    this.#entries.set(key, { value, expiresAt: this.now() + (rest[0] ?? 0) })
    return this
  }
}
`,
    ],
    [
      'main.js',
      `import type { IncomingMessage } from 'node:http'
import { MemoryStore, type Store } from './store.js'

declare module 'node:http' {
  interface IncomingMessage {
    store: Store<string>
  }
}

const KINDS = ['a', 'b'] as const
export type Kind = (typeof KINDS)[number]

export const isKind = (value: unknown): value is Kind => KINDS.some((kind: Kind): boolean => kind === value)

export async function main({ key }: { readonly key: string }, times: number = 2): Promise<readonly Kind[]> {
  const store = new MemoryStore<string>(() => 0).set(key, 'a', 1, 2)
  const found = await store.get(key)
  const wait = new Promise<void>((resolve) => setImmediate(() => resolve()))
  await wait
  const values: unknown[] = [found?.value, (await store.get('none', 'b')).value, (found as { expiresAt: number }).expiresAt]
  return values.slice(0, times + 1).filter((value): value is Kind => isKind(value))
}

export function storeOf(request: IncomingMessage): Store<string> {
  return request.store
}
`,
    ],
  ])

  const folders: string[] = []
  afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

  async function written(files: ReadonlyMap<string, string>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'create-session-'))
    folders.push(folder)
    await mkdir(join(folder, 'src'))
    await symlink(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    for (const [path, text] of files) {
      await writeFile(join(folder, 'src', path), text)
    }
    return folder
  }

  it.each(['typescript', 'typescript-6', 'typescript-5'])('type-checks under --strict with %s', async (compiler) => {
    const folder = await written(toJavaScript(tree))
    expect(await typeErrors(folder, compiler, 'main.js')).toBe('')
  })

  it('has types that are looked at', async () => {
    const wrong =
      "import { main, storeOf } from './main.js'\nmain({ key: 1 })\nstoreOf(1)\nmain({ key: '' }).then((a) => a.push('a'))\n"
    const folder = await written(new Map([...toJavaScript(tree), ['wrong.js', wrong]]))
    const errors = await typeErrors(folder, 'typescript', 'wrong.js')
    expect(errors.match(/wrong\.js\(\d/g)).toEqual(['wrong.js(2', 'wrong.js(3', 'wrong.js(4'])
  })

  it('runs', async () => {
    const folder = await written(toJavaScript(tree))
    const script = "import { main } from './src/main.js'; console.log(JSON.stringify(await main({ key: 'k' })))"
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
    expect(stdout).toBe('["a","b"]\n')
  })
})
