// A caller that sends the bytes it is told, over a socket: client libraries refuse, join or clean up what attackers send.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawReply {
  /** 0 where the server hung up without an answer. */
  readonly status: number
  /** Names in lower case, in the order they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly setCookie: readonly string[]
  readonly text: string
}

export interface RawRequest {
  readonly method?: string
  readonly path: string
  /** Whole header lines without their end; each character is one byte. */
  readonly lines?: readonly string[]
  /** The body as it goes out, behind whatever `lines` say of it. */
  readonly body?: string
}

/** One request after the other over one connection, which is opened again when the server has ended it. */
export class RawClient {
  readonly #port: number
  #socket: Socket | null = null
  #received = ''
  #wake = (): void => {}

  constructor(url: string) {
    this.#port = Number(new URL(url).port)
  }

  async send({ method = 'GET', path, lines = [], body = '' }: RawRequest): Promise<RawReply> {
    const socket = await this.#open()
    socket.write([`${method} ${path} HTTP/1.1`, 'Host: app.test', ...lines, '', body].join('\r\n'), 'latin1')
    const reply = await this.#read(socket, method)
    const isOver = reply.headers.some(([name, value]) => name === 'connection' && value.toLowerCase() === 'close')
    if (isOver || reply.status === 0 || reply.status === 400) {
      this.close()
    }
    return reply
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
    this.#received = ''
  }

  async #open(): Promise<Socket> {
    if (this.#socket === null || this.#socket.destroyed || this.#socket.readableEnded) {
      this.close()
      const socket = connect(this.#port, '127.0.0.1').setEncoding('latin1').setNoDelay(true)
      socket.on('data', (text: string) => {
        this.#received += text
        this.#wake()
      })
      // A server that resets the connection has answered as much as it will.
      socket.on('error', () => socket.destroy())
      socket.on('end', () => this.#wake()).on('close', () => this.#wake())
      await once(socket, 'connect')
      this.#socket = socket
    }
    return this.#socket
  }

  async #read(socket: Socket, method: string): Promise<RawReply> {
    await this.#until(socket, () => this.#received.includes('\r\n\r\n'))
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) {
      return { status: 0, headers: [], setCookie: [], text: '' }
    }
    const [first = '', ...lines] = this.#received.slice(0, end).split('\r\n')
    this.#received = this.#received.slice(end + 4)
    const status = Number(first.split(' ')[1])
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
    if (status >= 100 && status < 200 && status !== 101) {
      return this.#read(socket, method)
    }
    const setCookie = headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)
    return { status, headers, setCookie, text: await this.#body(socket, method, status, new Map(headers)) }
  }

  async #body(socket: Socket, method: string, status: number, headers: ReadonlyMap<string, string>): Promise<string> {
    if (method === 'HEAD' || status === 204 || status === 304 || status === 101) {
      return ''
    }
    if (headers.get('transfer-encoding') === 'chunked') {
      let text = ''
      for (;;) {
        await this.#until(socket, () => this.#received.includes('\r\n'))
        const end = this.#received.indexOf('\r\n')
        const size = Number.parseInt(this.#received.slice(0, end), 16)
        text += await this.#take(socket, end + 2, size)
        this.#received = this.#received.slice(2)
        if (!(size > 0)) {
          return text
        }
      }
    }
    const length = headers.get('content-length')
    return this.#take(socket, 0, length === undefined ? Infinity : Number(length))
  }

  /** So many bytes behind the offset, or all there are until the server hangs up. */
  async #take(socket: Socket, offset: number, size: number): Promise<string> {
    await this.#until(socket, () => this.#received.length >= offset + size + (offset > 0 ? 2 : 0))
    const text = this.#received.slice(offset, offset + size)
    this.#received = this.#received.slice(offset + size)
    return text
  }

  async #until(socket: Socket, isThere: () => boolean): Promise<void> {
    while (!isThere() && !socket.readableEnded && !socket.destroyed) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
