// A request as Next.js shows it, and the cookies that go out with its answer.
import { after } from 'next/server.js'
import { isProduction } from './environment.js'
import { warnOfLateWrite } from './session.js'
import { COOKIE_NAME, readCookies } from './session-cookie.js'

/**
 * @import { cookies } from 'next/headers.js'
 * @import { Connection, Message } from './connection.js'
 * @import { SessionMiddleware } from './middleware.js'
 */

/**
 * What `cookies()` comes to, and what a response of the proxy has.
 *
 * @typedef {Pick<Awaited<ReturnType<typeof cookies>>, 'getAll' | 'set'>} Jar
 */

/** What a cookie of ours holds that has just been ended: `cookies()` shows it as if it were there. */
const ENDED = 'null'

/** @typedef {Exclude<Parameters<Jar['set']>[2], undefined>} CookieOptions */

/**
 * @param {Pick<Headers, 'get'>} headers
 * @param {string} method
 * @returns {Connection}
 */
export function connect(headers, method) {
  return {
    cookieHeader: headers.get('Cookie'),
    source: {
      method,
      origin: headers.get('Origin'),
      fetchSite: headers.get('Sec-Fetch-Site'),
    },
    // Next.js shows nothing else of it, and passes on what clients send: it counts where a proxy in front sets it.
    secure: false,
    excluded: null,
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * The cookies of a request, with what its Server Functions have set. The header says which came twice, and what exactly came: it
 * counts for as long as nobody has changed a cookie of ours, which `cookies()` alone shows.
 *
 * @param {Connection} connection
 * @param {Pick<Jar, 'getAll'>} jar
 * @returns {string | null}
 */
export function currentCookies(connection, jar) {
  const came = readCookies(connection, isOurs)
  const current = jar.getAll().filter(({ name, value }) => isOurs(name) && value !== ENDED)
  const isUnchanged =
    came.every(([name]) => current.some((cookie) => cookie.name === name)) &&
    current.every((cookie) => came.some(([name, value]) => name === cookie.name && isFrom(value, cookie.value)))
  return isUnchanged ? connection.cookieHeader : current.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/**
 * Saves the session, and sets its cookies where Next.js takes them: no other header can be set there. What is answered with them is
 * for nobody to keep.
 *
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @param {() => Promise<Pick<Jar, 'set'>>} open
 * @returns {Promise<void>}
 * @throws If it could not be saved. No cookie has been set then.
 */
export async function saveInCookies(middleware, connection, open) {
  /** @type {readonly string[]} */
  let lines = []
  /** @type {Message} */
  const head = {
    get: () => null,
    set() {},
    getSetCookie: () => [],
    setSetCookie: (next) => (lines = next),
  }
  await middleware.createSendWrapper(connection)(head)
  if (lines.length > 0) {
    const jar = await open()
    lines.forEach((line) => setCookie(jar, line))
  }
}

/**
 * Once the response is over: what was written to the session behind its head is lost, and that is told. In development it throws.
 *
 * @param {Connection} connection
 * @returns {void}
 */
export function tellOfLateWrites(connection) {
  if (isProduction()) {
    after(() => {
      if (connection.session !== null && connection.headSent) {
        warnOfLateWrite(connection.session)
      }
    })
  }
}

/**
 * Takes a Set-Cookie line of ours apart: Next.js puts it together again.
 *
 * @param {Pick<Jar, 'set'>} jar
 * @param {string} line
 * @returns {void}
 */
function setCookie(jar, line) {
  const [pair = '', ...attributes] = line.split('; ')
  /** @type {CookieOptions} */
  const options = {}
  for (const attribute of attributes) {
    const [name, value] = splitAtEquals(attribute)
    switch (name) {
      case 'Expires':
        options.expires = new Date(value)
        break
      case 'Max-Age':
        options.maxAge = Number(value)
        break
      case 'Domain':
        options.domain = value
        break
      case 'Path':
        options.path = value
        break
      case 'HttpOnly':
        options.httpOnly = true
        break
      case 'Secure':
        options.secure = true
        break
      case 'Partitioned':
        options.partitioned = true
        break
      case 'SameSite':
        options.sameSite = /** @type {'lax' | 'strict' | 'none'} */ (value.toLowerCase())
        break
      case 'Priority':
        options.priority = /** @type {'low' | 'medium' | 'high'} */ (value.toLowerCase())
        break
    }
  }
  jar.set(...splitAtEquals(pair), options)
}

/**
 * @param {string} text
 * @returns {[ name: string, value: string ]}
 */
function splitAtEquals(text) {
  const [name = '', ...rest] = text.split('=')
  return [name, rest.join('=')]
}

/**
 * @param {string} name
 * @returns {boolean}
 */
function isOurs(name) {
  return name === COOKIE_NAME
}

/**
 * Whether a value is one that came. Next.js decodes what came with a percent sign, which no value of ours holds.
 *
 * @param {string} came
 * @param {string} value
 * @returns {boolean}
 */
function isFrom(came, value) {
  return came === value || came.includes('%')
}
