// What a sealed cookie costs as a plain function, without a server: `node bench/middleware/functions.mjs`.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROFILE } from './apps/routes.mjs'
import { emit } from './emit.mjs'
import { progress } from './start.mjs'
import { holdToBudget } from '../budget.mjs'
import { quantile, table } from '../figures.mjs'
import { given, requirePackages } from '../given.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const USAGE = `What a session in a cookie costs as a plain function, beside the cipher alone and beside those of others.

  node bench/middleware/functions.mjs               about 2 minutes
  node bench/middleware/functions.mjs --rounds 5
  node bench/middleware/functions.mjs --check       ends with 1 where a ratio is above bench/middleware/budget.json
`
const values = given(USAGE, {
  rounds: { type: 'string', default: '15' },
  check: { type: 'boolean', default: false },
})
requirePackages(HERE, 'bench/middleware')

const LIFETIME_SECONDS = 14 * 24 * 60 * 60
const URL_OF_REQUESTS = 'https://shop.example/account'
const ASSOCIATED = Buffer.from('session')
const TAG = { authTagLength: 16 }

/** Calls in a round: a cipher takes microseconds, some of the others milliseconds. */
const CALLS = 500
const CALLS_OF_CIPHERS = 10_000

const rounds = Number(values.rounds)
const secret = randomBytes(48).toString('base64url')
const key = randomBytes(32)
const blockCipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
process.env.SESSION_SECRETS = key.toString('base64url')
const folder = mkdtempSync(join(tmpdir(), 'create-session-functions-'))
try {
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  console.log(
    `Node ${process.version}, ${rounds} rounds of ${CALLS} calls, ${CALLS_OF_CIPHERS} of ciphers, a session of ${textOf(PROFILE).length} bytes\n`,
  )
  const seals = await measure(await sealing(), CALLS_OF_CIPHERS)
  const reads = await measure(await contestants('read'))
  const writes = await measure(await contestants('write'))
  print('seal and open, on Node', seals, 1.3)
  print('cookie in, data out', reads)
  print('cookie in, changed, cookie out', writes)
  if (values.check) {
    holdToBudget(HERE, [...named('seal', seals), ...named('read', reads), ...named('write', writes)])
  }
} finally {
  progress('')
  rmSync(folder, { recursive: true, force: true })
}

function textOf(data) {
  return JSON.stringify(data)
}

/** The same text by the calls of node:crypto alone, and in our envelope. */
async function sealing() {
  const { createKeyRing, seal, unseal } = await import(join(emitted('node'), 'seal.js'))
  const ring = createKeyRing([key], { purpose: 'session', cookieName: 'session', applicationId: '' })
  const text = textOf(PROFILE)
  return [
    ['the cipher calls alone', () => void openAlone(sealAlone(text))],
    ['ours: seal, unseal', () => void unseal(seal(text, ring), ring)],
  ]
}

/** Functions of a Cookie header, each with the header that its own session wrote. */
async function contestants(work) {
  const sealed = sealAlone(textOf(PROFILE))
  const made = [
    ['the cipher calls alone', async () => openedAlone(sealed, work)],
    ['ours, on Node', await ours(work)],
    ['ours, the Fetch API', await oursOfFetch(work)],
    ['h3 useSession', await h3(work)],
    ['iron-session', await iron(work)],
    ['React Router cookie storage: signed, not sealed', await reactRouter(work)],
  ]
  for (const [name, call] of made) {
    const data = await call()
    if (data?.user !== PROFILE.user) {
      throw new Error(`${name} does not ${work}: ${textOf(data)}`)
    }
  }
  return made
}

/** What XAES-256-GCM asks of node:crypto for one message: two blocks for its key, and AES-256-GCM. */
function sealAlone(text) {
  const nonce = randomBytes(24)
  const cipher = createCipheriv('aes-256-gcm', keyOfMessage(), nonce.subarray(12), TAG).setAAD(ASSOCIATED)
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

function openAlone(sealed) {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keyOfMessage(), bytes.subarray(12, 24), TAG).setAAD(ASSOCIATED)
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(24, -16)), decipher.final()]).toString()
}

function keyOfMessage() {
  return blockCipher.update(Buffer.alloc(32))
}

function openedAlone(sealed, work) {
  const data = JSON.parse(openAlone(sealed))
  if (work === 'write') {
    sealAlone(textOf({ ...data, visits: 1 }))
  }
  return data
}

async function ours(work) {
  const tree = emitted('node')
  const { CookieBackend } = await import(join(tree, 'index.js'))
  const { SessionMiddleware } = await import(join(tree, 'middleware.js'))
  const middleware = new SessionMiddleware(new CookieBackend())
  const run = async (cookieHeader, change) => {
    const connection = { cookieHeader, excluded: null, session: null, accessed: false, headSent: false }
    await middleware.load(connection)
    change(connection.session)
    connection.accessed = true
    const lines = []
    const message = {
      get: () => null,
      set: () => {},
      getSetCookie: () => lines,
      setSetCookie: (next) => void lines.splice(0, lines.length, ...next),
    }
    await middleware.createSendWrapper(connection)(message)
    return { lines, data: connection.session }
  }
  const { lines } = await run(null, (session) => Object.assign(session, PROFILE))
  const cookie = headerOf(lines)
  return async () => (await run(cookie, changeOf(work))).data
}

async function oursOfFetch(work) {
  const { getSession, sessions } = await import(join(emitted('fetch'), 'index.js'))
  let data = null
  const handlerOf = (change) =>
    sessions()(async (request) => {
      data = getSession(request)
      change(data)
      return new Response(null)
    })
  const begun = await handlerOf((session) => Object.assign(session, PROFILE))(new Request(URL_OF_REQUESTS))
  const cookie = headerOf(begun.headers.getSetCookie())
  const handle = handlerOf(changeOf(work))
  return async () => {
    await handle(new Request(URL_OF_REQUESTS, { headers: { cookie } }))
    return data
  }
}

async function h3(work) {
  const { H3Event, useSession } = await import('h3')
  const config = { password: secret, maxAge: LIFETIME_SECONDS, name: 'session', cookie: { secure: false } }
  const eventOf = (headers) => new H3Event(new Request(URL_OF_REQUESTS, { headers }))
  const first = eventOf({})
  await (await useSession(first, config)).update(PROFILE)
  const cookie = headerOf(first.res.headers.getSetCookie())
  return async () => {
    const session = await useSession(eventOf({ cookie }), config)
    if (work === 'write') {
      await session.update({ visits: 1 })
    }
    return session.data
  }
}

async function iron(work) {
  const { getIronSession } = await import('iron-session')
  const options = { password: secret, cookieName: 'session', ttl: LIFETIME_SECONDS, cookieOptions: { secure: false } }
  const open = (headers, response) => getIronSession(new Request(URL_OF_REQUESTS, { headers }), response, options)
  const response = new Response(null)
  await Object.assign(await open({}, response), PROFILE).save()
  const cookie = headerOf(response.headers.getSetCookie())
  return async () => {
    const session = await open({ cookie }, new Response(null))
    if (work === 'write') {
      session.visits = 1
      await session.save()
    }
    return session
  }
}

async function reactRouter(work) {
  const { createCookieSessionStorage } = await import('react-router')
  const { commitSession, getSession } = createCookieSessionStorage({
    cookie: { name: 'session', secrets: [secret], maxAge: LIFETIME_SECONDS, path: '/', httpOnly: true },
  })
  const first = await getSession()
  Object.entries(PROFILE).forEach(([name, value]) => first.set(name, value))
  const cookie = headerOf([await commitSession(first)])
  return async () => {
    const session = await getSession(cookie)
    if (work === 'write') {
      session.set('visits', 1)
      await commitSession(session)
    }
    return session.data
  }
}

function changeOf(work) {
  return work === 'write' ? (session) => void (session.visits = 1) : () => {}
}

function headerOf(lines) {
  return lines.map((line) => line.split(';', 1)[0]).join('; ')
}

/** The folder of a tree. */
function emitted(target) {
  return dirname(emit(folder, target, 'cookie', { scopes: ['http'] }))
}

/** CPU time of a call, in microseconds: contestants take turns, and each round begins with another one. */
async function measure(functions, calls = CALLS) {
  const measured = functions.map(([name, call]) => ({ name, call, microseconds: [] }))
  for (let round = -3; round < rounds; round += 1) {
    for (let turn = 0; turn < measured.length; turn += 1) {
      const { name, call, microseconds } = measured[(turn + Math.max(round, 0)) % measured.length]
      progress(`${name}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`)
      const before = process.cpuUsage()
      for (let at = 0; at < calls; at += 1) {
        await call()
      }
      const { user, system } = process.cpuUsage(before)
      if (round >= 0) {
        microseconds.push((user + system) / calls)
      }
    }
  }
  progress('')
  return measured
}

/** Of each contestant, its ratios to the first of the same round. */
function ratiosOf(measured, { microseconds }) {
  return microseconds.map((value, round) => value / measured[0].microseconds[round])
}

function named(work, measured) {
  return measured
    .filter(({ name }) => name.startsWith('ours'))
    .map((each) => [`${work}: ${each.name}`, quantile(ratiosOf(measured, each), 0.5)])
}

function print(title, measured, goal) {
  const rows = measured.map((each, at) => {
    const ratios = ratiosOf(measured, each)
    const ratio = quantile(ratios, 0.5)
    return [
      each.name,
      `${quantile(each.microseconds, 0.5).toFixed(1)} µs`,
      at === 0 ? 'floor' : ratio.toFixed(2),
      at === 0 ? '' : `${quantile(ratios, 0.1).toFixed(2)}–${quantile(ratios, 0.9).toFixed(2)}`,
      goal === undefined || at === 0 ? '' : `≤ ${goal}: ${ratio <= goal ? 'met' : 'missed'}`,
    ]
  })
  table([title, 'CPU', 'of the floor', '10–90 %', 'goal'], rows)
}
