// A browser and an application with the cookie backend, joined without a network: for tests of what goes into and out of cookies.
import { PLAIN_REQUEST } from '../../contracts/request-source.ts'
import { CookieJar } from 'tough-cookie'
import { vi } from 'vitest'
import type { Connection, Message } from '../../runtime/connection.ts'
import type { Session } from '../../runtime/session.ts'
import { type Spec, spec } from '../../runtime/spec.ts'
import type { BackendOptions, CookieBackend } from './cookie-backend.ts'

export const SECRET = 'w9JdVJd3nCBfJXGEPzfzyLJ4_QUSJgZ-JMp8UuqVgnM'
export const OTHER_SECRET = 'T3VR6Yvxk2NnH8p0mRgq1zLwqfY5ZbVtXc4uJ7sKd9E'

export const DAY: number = 24 * 60 * 60 * 1000

/** The modules of one config: `spec` and the slots as the generator would fill them. */
export interface Variant {
  readonly spec: Spec
  readonly CookieBackend: new (options?: BackendOptions) => CookieBackend
  readonly SessionMiddleware: typeof import('../../runtime/middleware.ts').SessionMiddleware
  readonly SessionSocket: typeof import('../../runtime/websocket.ts').SessionSocket
  /** Whether the seal of `node:crypto` is in use. */
  readonly isSynchronous: boolean
  /** Seals a text as the backend of these secrets would. */
  sealText(text: string, secret?: string): Promise<string>
}

/** Loads the modules anew, with other choices. `node: false` takes WebCrypto. */
export async function variant(choices: Partial<Spec> = {}): Promise<Variant> {
  const chosen: Spec = { ...spec, serverSide: false, ...choices }
  const engine = chosen.node ? 'node' : 'web'
  vi.resetModules()
  vi.doMock('../../runtime/spec.ts', () => ({ spec: chosen }))
  vi.doMock('../../slots/seal.ts', () => import(`../../runtime/seal-${engine}.ts`))
  vi.doMock('../../slots/session-id.ts', () => import(`../../runtime/session-id-${engine}.ts`))
  const { CookieBackend } = await import('./cookie-backend.ts')
  const { SessionMiddleware } = await import('../../runtime/middleware.ts')
  const { SessionSocket } = await import('../../runtime/websocket.ts')
  const { createKeyRing, seal } = await import('../../slots/seal.ts')
  const use = { purpose: 'session', cookieName: chosen.cookieName, applicationId: chosen.applicationId }
  const ringOf = (secret: string): ReturnType<typeof createKeyRing> =>
    createKeyRing([Uint8Array.from(Buffer.from(secret, 'base64url'))], use)
  return {
    spec: chosen,
    CookieBackend,
    SessionMiddleware,
    SessionSocket,
    isSynchronous: typeof seal('', ringOf(SECRET)) === 'string',
    sealText: async (text, secret = SECRET) => await seal(text, ringOf(secret)),
  }
}

export interface Visit {
  /** The Set-Cookie lines that went out, in order; those of the application among them. */
  readonly setCookie: readonly string[]
  /** All other headers, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** The session after the head has left. */
  readonly session: Session
  readonly connection: Connection
}

export interface Request {
  /** Instead of what the jar holds. */
  readonly cookie?: string | null
  readonly scope?: 'http' | 'websocket'
  readonly secure?: boolean
  /** Set-Cookie lines of the application. */
  readonly own?: readonly string[]
}

/** The connection's session, looked up each time as handlers do. */
export type Handler = (connection: { readonly session: Session }) => unknown

export class Browser {
  readonly jar: CookieJar = new CookieJar()
  readonly #middleware: InstanceType<Variant['SessionMiddleware']>
  readonly #url = 'https://app.test/'

  constructor(application: Variant, backend: CookieBackend) {
    this.#middleware = new application.SessionMiddleware(backend)
  }

  /** One request: load, handler, commit. What the response sets is in the jar, unless the commit failed. */
  async visit(handler: Handler = () => {}, request: Request = {}): Promise<Visit> {
    const kept = (await this.jar.getCookieString(this.#url)) || null
    const connection: Connection = {
      scope: request.scope ?? 'http',
      path: '/',
      cookieHeader: request.cookie === undefined ? kept : request.cookie,
      secure: request.secure ?? true,
      source: PLAIN_REQUEST,
      excluded: null,
      session: null,
      accessed: false,
      headSent: false,
    }
    await this.#middleware.load(connection)
    await handler({
      get session() {
        return sessionOf(connection)
      },
    })
    const message = new Head(request.own ?? [])
    await this.#middleware.createSendWrapper(connection)(message)
    for (const line of message.setCookie) {
      await this.jar.setCookie(line, this.#url)
    }
    return { setCookie: message.setCookie, headers: message.headers, session: sessionOf(connection), connection }
  }

  async read(request: Request = {}): Promise<Record<string, unknown>> {
    let data: Record<string, unknown> = {}
    await this.visit(({ session }) => (data = { ...session }), request)
    return data
  }

  cookies(): Promise<string> {
    return this.jar.getCookieString(this.#url)
  }

  async names(): Promise<string[]> {
    return (await this.jar.getCookies(this.#url)).map(({ key }) => key)
  }
}

/** Name and value of a Set-Cookie line. */
export function pairOf(line: string): [name: string, value: string] {
  const pair = line.slice(0, line.indexOf(';'))
  return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
}

function sessionOf({ session }: Connection): Session {
  if (session === null) {
    throw new Error('The connection has no session')
  }
  return session
}

class Head implements Message {
  readonly headers: Map<string, string> = new Map()
  setCookie: readonly string[]

  constructor(own: readonly string[]) {
    this.setCookie = own
  }

  get(name: string): string | null {
    return this.headers.get(name.toLowerCase()) ?? null
  }

  set(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), value)
  }

  getSetCookie(): readonly string[] {
    return this.setCookie
  }

  setSetCookie(lines: readonly string[]): void {
    this.setCookie = lines
  }
}
