// Holds the head of a Node response until the session is saved.
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Message } from './connection.js'

type Method = (...args: unknown[]) => unknown

/** Puts back what was there before. */
type Lift = () => void

/** What sends the head. Informational responses (1xx) go out by other methods, and wait for nothing. */
const SENDERS = ['writeHead', 'flushHeaders', 'write', 'end'] as const

/** What says something of a body, or of the answer it belongs to, and goes when that goes. */
export const HEADERS_OF_THE_ANSWER: readonly string[] = [
  'Accept-Ranges',
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Location',
  'Content-Range',
  'Content-Type',
  'ETag',
  'Expires',
  'Last-Modified',
  'Location',
  'Trailer',
  'Transfer-Encoding',
]

/** What a response looks like while its head is held. */
const HELD: PropertyDescriptorMap = {
  headersSent: { value: true, configurable: true },
  writableEnded: { value: false, writable: true, configurable: true },
  setHeader: { value: refuse, configurable: true },
  setHeaders: { value: refuse, configurable: true },
  appendHeader: { value: refuse, configurable: true },
  removeHeader: { value: refuse, configurable: true },
}

const HELD_NAMES: readonly string[] = Object.keys(HELD)

/**
 * Calls `commit` once, when the head is about to leave, and lets the head go when that has settled. Meanwhile everything
 * looks as if the head had left, and what is written waits: `write` answers false, and `drain` comes later.
 *
 * @param commit Null where nothing has to be waited for: the head leaves at once.
 * @param fail Gets the error of `commit`. The answer is dropped then, and another can be given.
 */
export function holdHead(
  response: ServerResponse,
  commit: (message: Message) => Promise<void> | null,
  fail: (error: unknown) => void,
): void {
  const send = methodsOf(response)
  const held: { readonly sender: (typeof SENDERS)[number]; readonly args: unknown[] }[] = []
  const sources: Readable[] = []
  let phase: 'before' | 'held' | 'over' = 'before'
  let isAsking = false
  let isEnded = false

  const hold = (): void => {
    const { statusCode } = response
    const reason = reasonOf(response)
    const committed = commit(messageOf(response))
    if (committed === null) {
      open()
    } else {
      phase = 'held'
      const lift = overlay(response)
      committed.then(() => release(lift, statusCode, reason)).catch((error: unknown) => drop(lift, error))
    }
  }

  const open = (): void => {
    phase = 'over'
    // Whoever wrapped it behind us has seen this head already.
    response.writeHead = send.writeHead as ServerResponse['writeHead']
    for (const { sender, args } of held.splice(0)) {
      send[sender].apply(response, args)
    }
  }

  const release = (lift: Lift, statusCode: number, reason: string | undefined): void => {
    lift()
    setStatus(response, statusCode, reason)
    open()
    if (!isEnded && !response.writableNeedDrain) {
      response.emit('drain')
    }
  }

  const drop = (lift: Lift, error: unknown): void => {
    phase = 'over'
    lift()
    for (const { args } of held.splice(0)) {
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        process.nextTick(callback, error)
      }
    }
    // What goes on reading, or waits to go on writing, would get into the next answer.
    sources.forEach((source) => source.unpipe(response))
    response.removeAllListeners('drain')
    // Who writes on regardless may come after the end of that answer: an error that nobody listens for ends the process.
    response.on('error', () => {})
    if (!response.headersSent) {
      // Node adds no length of its own to a response from which one was removed, whether or not it was there.
      HEADERS_OF_THE_ANSWER.filter((name) => response.hasHeader(name)).forEach((name) => response.removeHeader(name))
      setStatus(response, 200, reasonOf(response) === undefined ? undefined : '')
    }
    fail(error)
  }

  const writeHead: Method = (...args) => {
    if (phase === 'over') {
      return send.writeHead.apply(response, args)
    }
    if (phase === 'held') {
      // Middlewares that look at `_header` ask for the head again and again until it is out.
      return args.length > 1 ? refuse() : response
    }
    const [statusCode, reason, headers] = args
    setStatus(response, statusCode as number, typeof reason === 'string' ? reason : undefined)
    mergeHeaders(response, typeof reason === 'string' ? headers : (headers ?? reason))
    if (!isAsking) {
      held.push({ sender: 'writeHead', args: [statusCode] })
    }
    hold()
    return response
  }

  /** As Node does it when a body comes before its head: others that wait for the head by `writeHead` get to see it. */
  const askForHead = (): void => {
    isAsking = true
    try {
      response.writeHead(response.statusCode)
    } finally {
      isAsking = false
    }
    if (phase === 'before') {
      hold()
    }
  }

  const holding =
    (sender: 'flushHeaders' | 'write' | 'end', answer: () => unknown): Method =>
    (...args) => {
      if (phase === 'before') {
        askForHead()
      }
      if (phase === 'over') {
        return send[sender].apply(response, args)
      }
      held.push({ sender, args })
      if (sender === 'end') {
        isEnded = true
        Reflect.set(response, 'writableEnded', true)
      }
      return answer()
    }

  Object.assign(response, {
    writeHead,
    flushHeaders: holding('flushHeaders', () => undefined),
    write: holding('write', () => false),
    end: holding('end', () => response),
  })
  response.on('pipe', (source: Readable) => sources.push(source))
}

/** The head of a Node response. */
function messageOf(response: ServerResponse): Message {
  const { getHeader, setHeader, removeHeader } = response
  const lines = (name: string): readonly string[] => {
    const value = getHeader.call(response, name)
    return value === undefined ? [] : Array.isArray(value) ? value : [String(value)]
  }
  return {
    get: (name) => lines(name).join(', ') || null,
    set: (name, value) => void setHeader.call(response, name, value),
    getSetCookie: () => lines('Set-Cookie'),
    setSetCookie(cookies) {
      if (cookies.length === 0) {
        removeHeader.call(response, 'Set-Cookie')
      } else {
        setHeader.call(response, 'Set-Cookie', cookies)
      }
    },
  }
}

function methodsOf(response: ServerResponse): Record<(typeof SENDERS)[number], Method> {
  const { writeHead, flushHeaders, write, end } = response
  return { writeHead, flushHeaders, write, end } as Record<(typeof SENDERS)[number], Method>
}

/** HTTP/2 has no reason phrase, and warns whoever looks for it. */
function reasonOf(response: ServerResponse): string | undefined {
  return 'stream' in response ? undefined : response.statusMessage
}

function setStatus(response: ServerResponse, statusCode: number, reason: string | undefined): void {
  response.statusCode = statusCode
  if (reason !== undefined) {
    response.statusMessage = reason
  }
}

/** Headers as `writeHead` takes them: an object, a flat list of names and values, or a list of pairs. They replace what was set. */
function mergeHeaders(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    const pairs = pairsOf(headers)
    pairs.forEach(([name]) => response.removeHeader(name))
    pairs.forEach(([name, value]) => response.appendHeader(name, value))
  } else if (typeof headers === 'object' && headers !== null) {
    Object.entries(headers).forEach(([name, value]) => response.setHeader(name, value))
  }
}

function pairsOf(headers: readonly unknown[]): [name: string, value: string][] {
  const flat = headers.flat(Array.isArray(headers[0]) ? 1 : 0)
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name as string, flat[index + 1] as string]] : []))
}

/** Makes a response look as if its head had left. */
function overlay(response: ServerResponse): Lift {
  const before = HELD_NAMES.map((name) => Object.getOwnPropertyDescriptor(response, name))
  Object.defineProperties(response, HELD)
  return () => {
    // The last one first: then the engine takes them back as they came, and the response stays as fast as it was.
    for (let at = HELD_NAMES.length - 1; at >= 0; at -= 1) {
      const [name = '', descriptor] = [HELD_NAMES[at], before[at]]
      Reflect.deleteProperty(response, name)
      if (descriptor !== undefined) {
        Object.defineProperty(response, name, descriptor)
      }
    }
  }
}

function refuse(): never {
  const error = new Error('Cannot set headers after they are sent to the client')
  throw Object.assign(error, { code: 'ERR_HTTP_HEADERS_SENT' })
}
