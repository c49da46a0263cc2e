// A caller of the contract's application: sends exactly the headers it is told, keeps cookies, and shows each line it gets.
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
} from 'node:http'
import type { SessionView } from './contract-routes.ts'

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The Set-Cookie lines, in order. */
  readonly setCookie: readonly string[]
  readonly text: string
}

export interface Asked {
  /** Instead of the cookies that the caller keeps; several lines as an array; null for no Cookie header. */
  readonly cookie?: string | readonly string[] | null
  /** Several lines of one name as an array. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
}

export class Caller {
  readonly #url: string
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: 40 })
  /** What a browser would send back, by name. */
  readonly cookies: Map<string, string> = new Map()

  constructor(url: string) {
    this.#url = url
  }

  get(path: string, asked: Asked = {}): Promise<Reply> {
    return this.send('GET', path, asked)
  }

  post(path: string, asked: Asked = {}): Promise<Reply> {
    return this.send('POST', path, asked)
  }

  async send(method: string, path: string, asked: Asked = {}): Promise<Reply> {
    const response = await this.open(method, path, asked)
    return { ...headOf(response), text: await bodyOf(response) }
  }

  /** Settles when the head is there; the body is still to come. */
  async open(method: string, path: string, asked: Asked = {}): Promise<IncomingMessage> {
    const kept = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const cookie = asked.cookie === undefined ? kept : (asked.cookie ?? '')
    const headers = { ...asked.headers, ...(cookie === '' ? {} : { cookie }) }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(this.#url + path, { method, headers: headers as OutgoingHttpHeaders, agent: this.#agent }, resolve)
        .on('error', reject)
        .end(asked.body)
    })
    this.#keep(response.headers['set-cookie'] ?? [])
    return response
  }

  /** The kept cookies as one header. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  close(): void {
    this.#agent.destroy()
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split('; ')
      const equals = pair.indexOf('=')
      if (attributes.includes('Max-Age=0')) {
        this.cookies.delete(pair.slice(0, equals))
      } else {
        this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
      }
    }
  }
}

export function headOf(response: IncomingMessage): Omit<Reply, 'text'> {
  const { statusCode = 0, headers } = response
  return { status: statusCode, headers, setCookie: headers['set-cookie'] ?? [] }
}

export async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) {
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString()
}

/** The body of most routes. */
export function sessionIn(reply: Reply): SessionView {
  return JSON.parse(reply.text) as SessionView
}

/** What the contract's error handler answered. */
export function errorIn(reply: Reply): { readonly error: string; readonly message: string } {
  return JSON.parse(reply.text) as { error: string; message: string }
}
