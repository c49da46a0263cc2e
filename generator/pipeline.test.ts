import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { apply, heal, prepare } from './pipeline.ts'
import { hashOf } from './reconcile/text.ts'
import { nodeDisk } from './write/disk.ts'
import { write } from './write/write.ts'

let folder: ReturnType<typeof temporaryFolder>
let root: string

beforeEach(async () => {
  folder = temporaryFolder('pipeline')
  root = folder.path
  put(
    'package.json',
    JSON.stringify({ type: 'module', dependencies: { express: '^5.3.0' }, devDependencies: { typescript: '5' } }),
  )
  put('.prettierrc', JSON.stringify({ semi: false, singleQuote: true }))
  put('sessions.config.ts', `export default { backend: 'memory' }\n`)
  mkdirSync(join(root, 'src'))
  apply(await prepare({ root }))
})
afterEach(() => folder.remove())

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function get(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** What a run would do to files that are not as generated: `replace formatting src/sessions/index.ts`. */
async function findings(): Promise<readonly string[]> {
  const { changes } = await prepare({ root })
  return changes.filter(({ kind }) => kind !== 'same').map(({ kind, reason, path }) => `${kind} ${reason} ${path}`)
}

const LIFETIME = 'src/sessions/session-lifetime.ts'

describe('a second run', () => {
  it('has nothing to write', async () => {
    const { writing } = await prepare({ root })

    expect(writing).toMatchObject({ put: new Map(), drop: [] })
  })

  it('replaces everything where the project formats otherwise now', async () => {
    put('.prettierrc', JSON.stringify({ semi: true }))

    const found = await findings()

    expect(found).toContain(`replace formatting ${LIFETIME}`)
    expect(found.filter((finding) => !finding.startsWith('replace formatting'))).toEqual([])
  })

  it('leaves a file that another formatter has been over, until there is something new for it', async () => {
    put(LIFETIME, get(LIFETIME).replaceAll('  ', '\t'))
    expect(await findings()).toEqual([`keep formatting ${LIFETIME}`])

    put('sessions.config.ts', `export default { backend: 'memory', maxAge: '7d' }\n`)
    expect(await findings()).toContain(`replace config-changed ${LIFETIME}`)
  })

  it('leaves a file that does not parse any more: it is edited', async () => {
    put(LIFETIME, `${get(LIFETIME)}export const {{{\n`)

    expect(await findings()).toEqual([`keep edited ${LIFETIME}`])
  })

  it('writes CRLF back into a checkout with CRLF', async () => {
    put(LIFETIME, get(LIFETIME).replaceAll('\n', '\r\n'))
    put('sessions.config.ts', `export default { backend: 'memory', maxAge: '7d' }\n`)

    apply(await prepare({ root }))

    expect(get(LIFETIME)).toContain('7 * 24 * 60 * 60\r\n')
    expect(get(LIFETIME).replaceAll('\r\n', '')).not.toContain('\n')
    expect(get('.sessions/base/src/sessions/session-lifetime.ts.base')).not.toContain('\r')
  })

  it('forgets the copies of files that it deletes', async () => {
    put('sessions.config.ts', `export default { backend: 'cookie' }\n`)

    apply(await prepare({ root }))

    expect(existsSync(join(root, 'src/sessions/memory-backend.ts'))).toBe(false)
    expect(existsSync(join(root, '.sessions/base/src/sessions/memory-backend.ts.base'))).toBe(false)
    expect(await findings()).toEqual([])
  })

  it('takes what was generated for changed by hand if its copy was', async () => {
    put('.sessions/base/src/sessions/memory-backend.ts.base', '// forged\n')

    put('sessions.config.ts', `export default { backend: 'cookie' }\n`)
    expect(await findings()).toContain('orphan stale-and-edited src/sessions/memory-backend.ts')
  })
})

describe('a run that was killed', () => {
  it('is told of, and brought to its end by the next', async () => {
    put('sessions.config.ts', `export default { backend: 'memory', maxAge: '7d' }\n`)
    const { writing } = await prepare({ root })
    expect(() => write(root, '.sessions', writing, { ...nodeDisk, rename: killedAfterFirst(nodeDisk.rename) })).toThrow(
      'killed',
    )
    expect((await prepare({ root })).isInterrupted).toBe(true)

    heal({ root })

    expect(get(LIFETIME)).toContain('7 * 24 * 60 * 60')
    expect(existsSync(join(root, '.sessions/staged'))).toBe(false)
    expect(await findings()).toEqual([])
  })

  it('that left an unfinished stage does not disturb the next', async () => {
    put('.sessions/staging/0', 'half')
    put('sessions.config.ts', `export default { backend: 'memory', maxAge: '7d' }\n`)

    apply(await prepare({ root }))

    expect(get(LIFETIME)).toContain('7 * 24 * 60 * 60')
    expect(existsSync(join(root, '.sessions/staging'))).toBe(false)
  })
})

describe('a manifest from a stranger', () => {
  it.each(['../victim.ts', '/etc/victim.ts', 'package.json', '.git/hooks/a.ts', '.env'])(
    'cannot name %s',
    async (path) => {
      addEntry(path, 'text')

      await expect(prepare({ root })).rejects.toMatchObject({ code: 'manifest-broken' })
    },
  )

  it('cannot have another config’s files deleted', async () => {
    put('.sessions/manifest.json', get('.sessions/manifest.json').replace('"sessions.config.ts"', '"package.json"'))

    await expect(prepare({ root })).rejects.toMatchObject({ code: 'manifest-taken' })
  })

  it('belongs to a config that was renamed', async () => {
    rmSync(join(root, 'sessions.config.ts'))
    put('sessions.config.mts', `export default { backend: 'memory' }\n`)

    const { changes, writing } = await prepare({ root })

    expect(changes.filter(({ kind }) => kind === 'delete' || kind === 'refuse')).toEqual([])
    expect(writing.put.get('.sessions/manifest.json')).toContain('"config": "sessions.config.mts"')
  })

  it('with conflict markers and nothing else stops the run', async () => {
    put('.sessions/manifest.json', '<<<<<<< HEAD\n=======\n{}\n>>>>>>> main\n')

    await expect(prepare({ root })).rejects.toMatchObject({
      code: 'manifest-broken',
      message: '.sessions/manifest.json cannot be read: it is no JSON',
    })
  })

  it('cannot have a file of yours deleted, though it brings a copy of it and its hash', async () => {
    put('src/app.ts', 'export const app = 1\n')
    put('.sessions/base/src/app.ts.base', 'export const app = 1\n')
    addEntry('src/app.ts', 'export const app = 1\n')

    apply(await prepare({ root }))

    expect(get('src/app.ts')).toBe('export const app = 1\n')
  })

  it('cannot bring a stage: what one that came with the project would write is not written', () => {
    put('.sessions/staged/0', 'evil')
    const steps = [{ put: 'package.json', from: '0', old: null }]
    put('.sessions/staged/steps.json', JSON.stringify({ identity: '1:1', steps }))
    const before = get('package.json')

    expect(() => heal({ root })).toThrow(/was not made by a run of create-session in this folder/)
    expect(get('package.json')).toBe(before)
  })

  // Each file is looked for: that takes a while on a busy machine.
  it('of a hundred thousand entries is read', { timeout: 120_000 }, async () => {
    const manifest = JSON.parse(get('.sessions/manifest.json')) as { files: { path: string }[] }
    const [entry] = manifest.files
    const many = Array.from({ length: 100_000 }, (_, index) => ({ ...entry, path: `src/many/file-${index}.ts` }))
    put('.sessions/manifest.json', JSON.stringify({ ...manifest, files: [...manifest.files, ...many] }))

    expect((await prepare({ root })).changes.filter(({ kind }) => kind !== 'same')).toEqual([])
  })
})

it('a polluted Object.prototype changes nothing', async () => {
  const polluted = Object.prototype as Record<string, unknown>
  Object.assign(polluted, { maxAge: '1h', maxSessions: 5, kind: 'refuse' })
  try {
    expect(await findings()).toEqual([])
  } finally {
    for (const name of ['maxAge', 'maxSessions', 'kind']) {
      Reflect.deleteProperty(polluted, name)
    }
  }
})

function addEntry(path: string, text: string): void {
  const manifest = JSON.parse(get('.sessions/manifest.json')) as { files: object[] }
  manifest.files.push({
    path,
    source: 'runtime/session.ts',
    revision: 1,
    canonical: 'c',
    output: hashOf(text),
    state: 'managed',
    lacks: [],
  })
  put('.sessions/manifest.json', JSON.stringify(manifest))
}

/** The first rename makes the stage count; the second is the last thing that this process does not do. */
function killedAfterFirst(rename: (from: string, to: string) => void): (from: string, to: string) => void {
  let calls = 0
  return (from, to) => {
    calls += 1
    if (calls > 1) {
      throw new Error('killed')
    }
    rename(from, to)
  }
}
