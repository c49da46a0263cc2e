// What is in no emitted file, whatever the target and the backend: doors that other libraries left open.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import { targetNames } from '../../templates/registry.ts'
import { emitTree } from '../runtime-builds.fixture.ts'

const folder = temporaryFolder('emitted-text')
const code = new Map<string, string>()

beforeAll(async () => {
  for (const target of targetNames) {
    for (const backend of ['cookie', 'memory', 'file', 'redis'] as const) {
      const index = await emitTree(join(folder.path, `${target}-${backend}`), target, { backend })
      for (const name of readdirSync(dirname(index)).filter((file) => file.endsWith('.ts'))) {
        // Comments may name what the code must not.
        const text = readFileSync(join(dirname(index), name), 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\/|^ *\/\/.*$/gm, '')
        code.set(`${target}-${backend}/${name}`, text)
      }
    }
  }
}, 120_000)
afterAll(() => folder.remove())

function filesWith(pattern: RegExp): readonly string[] {
  return [...code].filter(([, text]) => pattern.test(text)).map(([name]) => name)
}

it('bad input 36 no emitted file reads cookies that a framework has parsed', () => {
  expect(code.size).toBeGreaterThan(100)
  // The proxy of Next.js and the redirect of another `handle` of SvelteKit set them there, and read none. What a gateway of AWS hands over
  // under this name is each pair as it came, and each line as it goes.
  const setting =
    /^(?:nextjs-\w+\/nextjs-proxy|sveltekit-\w+\/sveltekit|aws-lambda-\w+\/(?:lambda-event|lambda-result|test-agent))\.ts$/
  expect(filesWith(/\.cookies\b|getCookie\(|parseCookie|signedCookies/).filter((name) => !setting.test(name))).toEqual(
    [],
  )
  const reading = /\.cookies\.(?:get|getAll|has)\(|[cC]ookies\.get(?:All)?\(/
  expect(filesWith(reading).filter((name) => setting.test(name))).toEqual([])
})

it('requirement 26 requirement 27 ids and nonces come from the platform’s generator alone', () => {
  // Names of temporary files are no secrets.
  const naming = /^[\w-]+-file\/(?:file-lock|record-file)\.ts$/
  expect(filesWith(/randomUUID|nanoid|pseudoRandom/).filter((name) => !naming.test(name))).toEqual([])
  // It spreads the attempts of writers that collide, and nothing else.
  const spreading = /^[\w-]+-(?:memory|file|redis)\/(?:record-changes|file-lock)\.ts$/
  expect(filesWith(/Math\.random/).filter((name) => !spreading.test(name))).toEqual([])
  expect(filesWith(/randomBytes\(|getRandomValues\(/).length).toBeGreaterThan(12)
})

it('requirement 59 requirement 66 there is one cipher and one hash', () => {
  const ciphers = [...code.values()].flatMap(
    (text) => text.match(/(?<=['"])(?:aes|des|rc4|chacha|camellia)-[\w-]*(?=['"])/gi) ?? [],
  )
  // The block cipher alone, by ECB here and by CBC of one block there, derives the key of a message.
  expect(new Set(ciphers)).toEqual(new Set(['aes-256-gcm', 'aes-256-ecb', 'AES-GCM', 'AES-CBC']))
  // Redis calls its scripts by their SHA-1, and nothing else is.
  const weak = filesWith(/md5|sha-?1\b|pbkdf2|AES-CTR|AES-KW/i)
  expect(weak.filter((name) => !/redis-(?:backend|scripts)\.ts$/.test(name))).toEqual([])
})

it('bad input 47 regression 103 each decipher of node:crypto is told how long a tag is', () => {
  const deciphers = [...code.values()].filter((text) => text.includes('createDecipheriv('))
  expect(deciphers.length).toBeGreaterThan(1)
  expect(deciphers.filter((text) => !text.includes('authTagLength: TAG_BYTES'))).toEqual([])
})

it('requirement 91 requirement 97 nothing is decoded twice, and no text is run as code', () => {
  expect(filesWith(/decodeURIComponent|unescape\(|(?<![.\w])eval\(|new Function|node:vm|child_process/)).toEqual([])
})

it('requirement 79 no header of a proxy is read where no proxy was configured', () => {
  expect(filesWith(/x-forwarded|'forwarded'|x-real-ip/i)).toEqual([])
})

it('regression 93 nothing is compressed', () => {
  expect(filesWith(/zlib|CompressionStream|deflate|gzip|brotli/i)).toEqual([])
})

it('requirement 68 no key is in what is emitted', () => {
  expect(filesWith(/['"`][A-Za-z0-9_-]{43}['"`]/)).toEqual([])
})
