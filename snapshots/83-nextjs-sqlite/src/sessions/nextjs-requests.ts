// A request as Next.js shows it, and the cookies that go out with its answer.
import type { cookies } from 'next/headers.js'
import { after } from 'next/server.js'
import type { Connection, Message } from './connection.js'
import { isProduction } from './environment.js'
import type { SessionMiddleware } from './middleware.js'
import { warnOfLateWrite } from './session.js'
import { COOKIE_NAME, readCookies } from './session-cookie.js'

/** What `cookies()` comes to, and what a response of the proxy has. */
type Jar = Pick<Awaited<ReturnType<typeof cookies>>, 'getAll' | 'set'>

/** What a cookie of ours holds that has just been ended: `cookies()` shows it as if it were there. */
const ENDED = 'null'

type CookieOptions = Exclude<Parameters<Jar['set']>[2], undefined>

export function connect(headers: Pick<Headers, 'get'>): Connection {
  return {
    cookieHeader: headers.get('Cookie'),
    excluded: null,
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * The cookies of a request, with what its Server Functions have set. The header says which came twice, and what exactly came: it
 * counts for as long as nobody has changed a cookie of ours, which `cookies()` alone shows.
 */
export function currentCookies(connection: Connection, jar: Pick<Jar, 'getAll'>): string | null {
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
 * @throws If it could not be saved. No cookie has been set then.
 */
export async function saveInCookies(
  middleware: SessionMiddleware,
  connection: Connection,
  open: () => Promise<Pick<Jar, 'set'>>,
): Promise<void> {
  let lines: readonly string[] = []
  const head: Message = {
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

/** Once the response is over: what was written to the session behind its head is lost, and that is told. In development it throws. */
export function tellOfLateWrites(connection: Connection): void {
  if (isProduction()) {
    after(() => {
      if (connection.session !== null && connection.headSent) {
        warnOfLateWrite(connection.session)
      }
    })
  }
}

/** Takes a Set-Cookie line of ours apart: Next.js puts it together again. */
function setCookie(jar: Pick<Jar, 'set'>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const options: CookieOptions = {}
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
        options.sameSite = value.toLowerCase() as 'lax' | 'strict' | 'none'
        break
      case 'Priority':
        options.priority = value.toLowerCase() as 'low' | 'medium' | 'high'
        break
    }
  }
  jar.set(...splitAtEquals(pair), options)
}

function splitAtEquals(text: string): [name: string, value: string] {
  const [name = '', ...rest] = text.split('=')
  return [name, rest.join('=')]
}

function isOurs(name: string): boolean {
  return name === COOKIE_NAME
}

/** Whether a value is one that came. Next.js decodes what came with a percent sign, which no value of ours holds. */
function isFrom(came: string, value: string): boolean {
  return came === value || came.includes('%')
}
