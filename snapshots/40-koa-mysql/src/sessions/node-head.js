// Holds the head of a Node response until the session is saved.
/**
 * @import { ServerResponse } from 'node:http'
 * @import { Readable } from 'node:stream'
 * @import { Message } from './connection.js'
 */

/** @typedef {(...args: unknown[]) => unknown} Method */

/**
 * Puts back what was there before.
 *
 * @typedef {() => void} Lift
 */

/** What sends the head. Informational responses (1xx) go out by other methods, and wait for nothing. */
const SENDERS = /** @type {const} */ (['writeHead', 'flushHeaders', 'write', 'end'])

/**
 * What says something of a body, or of the answer it belongs to, and goes when that goes.
 *
 * @type {readonly string[]}
 */
export const HEADERS_OF_THE_ANSWER = [
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

/**
 * What a response looks like while its head is held.
 *
 * @type {PropertyDescriptorMap}
 */
const HELD = {
  headersSent: { value: true, configurable: true },
  writableEnded: { value: false, writable: true, configurable: true },
  setHeader: { value: refuse, configurable: true },
  setHeaders: { value: refuse, configurable: true },
  appendHeader: { value: refuse, configurable: true },
  removeHeader: { value: refuse, configurable: true },
}

/** @type {readonly string[]} */
const HELD_NAMES = Object.keys(HELD)

/**
 * Calls `commit` once, when the head is about to leave, and lets the head go when that has settled. Meanwhile everything
 * looks as if the head had left, and what is written waits: `write` answers false, and `drain` comes later.
 *
 * @param {ServerResponse} response
 * @param {(message: Message) => Promise<void> | null} commit Null where nothing has to be waited for: the head leaves
 * at once.
 * @param {(error: unknown) => void} fail Gets the error of `commit`. The answer is dropped then, and another can be
 * given.
 * @returns {void}
 */
export function holdHead(response, commit, fail) {
  const send = methodsOf(response)
  /** @type {{ readonly sender: (typeof SENDERS)[number]; readonly args: unknown[] }[]} */
  const held = []
  /** @type {Readable[]} */
  const sources = []
  /** @type {'before' | 'held' | 'over'} */
  let phase = 'before'
  let isAsking = false
  let isEnded = false

  /** @returns {void} */
  const hold = () => {
    const { statusCode } = response
    const reason = reasonOf(response)
    const committed = commit(messageOf(response))
    if (committed === null) {
      open()
    } else {
      phase = 'held'
      const lift = overlay(response)
      committed.then(() => release(lift, statusCode, reason)).catch((/** @type {unknown} */ error) => drop(lift, error))
    }
  }

  /** @returns {void} */
  const open = () => {
    phase = 'over'
    // Whoever wrapped it behind us has seen this head already.
    response.writeHead = /** @type {ServerResponse['writeHead']} */ (send.writeHead)
    for (const { sender, args } of held.splice(0)) {
      send[sender].apply(response, args)
    }
  }

  /**
   * @param {Lift} lift
   * @param {number} statusCode
   * @param {string | undefined} reason
   * @returns {void}
   */
  const release = (lift, statusCode, reason) => {
    lift()
    setStatus(response, statusCode, reason)
    open()
    if (!isEnded && !response.writableNeedDrain) {
      response.emit('drain')
    }
  }

  /**
   * @param {Lift} lift
   * @param {unknown} error
   * @returns {void}
   */
  const drop = (lift, error) => {
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

  /** @type {Method} */
  const writeHead = (...args) => {
    if (phase === 'over') {
      return send.writeHead.apply(response, args)
    }
    if (phase === 'held') {
      // Middlewares that look at `_header` ask for the head again and again until it is out.
      return args.length > 1 ? refuse() : response
    }
    const [statusCode, reason, headers] = args
    setStatus(response, /** @type {number} */ (statusCode), typeof reason === 'string' ? reason : undefined)
    mergeHeaders(response, typeof reason === 'string' ? headers : (headers ?? reason))
    if (!isAsking) {
      held.push({ sender: 'writeHead', args: [statusCode] })
    }
    hold()
    return response
  }

  /**
   * As Node does it when a body comes before its head: others that wait for the head by `writeHead` get to see it.
   *
   * @returns {void}
   */
  const askForHead = () => {
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

  /**
   * @param {'flushHeaders' | 'write' | 'end'} sender
   * @param {() => unknown} answer
   * @returns {Method}
   */
  const holding =
    (sender, answer) =>
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
  response.on('pipe', (/** @type {Readable} */ source) => sources.push(source))
}

/**
 * The head of a Node response.
 *
 * @param {ServerResponse} response
 * @returns {Message}
 */
export function messageOf(response) {
  const { getHeader, setHeader, removeHeader } = response
  /**
   * @param {string} name
   * @returns {readonly string[]}
   */
  const lines = (name) => {
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

/**
 * @param {ServerResponse} response
 * @returns {Record<(typeof SENDERS)[number], Method>}
 */
function methodsOf(response) {
  const { writeHead, flushHeaders, write, end } = response
  return /** @type {Record<(typeof SENDERS)[number], Method>} */ ({ writeHead, flushHeaders, write, end })
}

/**
 * HTTP/2 has no reason phrase, and warns whoever looks for it.
 *
 * @param {ServerResponse} response
 * @returns {string | undefined}
 */
function reasonOf(response) {
  return 'stream' in response ? undefined : response.statusMessage
}

/**
 * @param {ServerResponse} response
 * @param {number} statusCode
 * @param {string | undefined} reason
 * @returns {void}
 */
function setStatus(response, statusCode, reason) {
  response.statusCode = statusCode
  if (reason !== undefined) {
    response.statusMessage = reason
  }
}

/**
 * Headers as `writeHead` takes them: an object, a flat list of names and values, or a list of pairs. They replace what was set.
 *
 * @param {ServerResponse} response
 * @param {unknown} headers
 * @returns {void}
 */
function mergeHeaders(response, headers) {
  if (Array.isArray(headers)) {
    const pairs = pairsOf(headers)
    pairs.forEach(([name]) => response.removeHeader(name))
    pairs.forEach(([name, value]) => response.appendHeader(name, value))
  } else if (typeof headers === 'object' && headers !== null) {
    Object.entries(headers).forEach(([name, value]) => response.setHeader(name, value))
  }
}

/**
 * @param {readonly unknown[]} headers
 * @returns {[ name: string, value: string ][]}
 */
function pairsOf(headers) {
  const flat = headers.flat(Array.isArray(headers[0]) ? 1 : 0)
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[/** @type {string} */ (name), /** @type {string} */ (flat[index + 1])]] : [],
  )
}

/**
 * Makes a response look as if its head had left.
 *
 * @param {ServerResponse} response
 * @returns {Lift}
 */
function overlay(response) {
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

/** @returns {never} */
function refuse() {
  const error = new Error('Cannot set headers after they are sent to the client')
  throw Object.assign(error, { code: 'ERR_HTTP_HEADERS_SENT' })
}
