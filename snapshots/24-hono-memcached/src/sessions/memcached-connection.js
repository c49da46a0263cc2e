// A connection to one memcached: commands of its text protocol, whose answers come in the same order.
import { connect } from 'node:net'
import { SessionStoreError } from './session-errors.js'

/** @import { Socket } from 'node:net' */

const TIMEOUT_MILLISECONDS = 1_000

const LINE_END = '\r\n'

/** What it answers commands of sessions with, where it has done or looked at something. */
const ANSWERS = /^(STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|END)$/

/** Before a value: its key, its flags, its length in bytes, and which of its states it is. */
const VALUE = /^VALUE \S+ \d+ (\d+) \d+$/

/** Behind a value. */
const END = `${LINE_END}END${LINE_END}`

/**
 * What memcached says to a command.
 *
 * @typedef {object} Answer
 * @property {readonly string[]} words Of its first line: `STORED`, or `VALUE` and what belongs to it.
 * @property {Buffer | null} value Null where the answer is one line.
 */

/**
 * @typedef {object} Waiting
 * @property {(answer: Answer) => void} resolve
 * @property {(error: SessionStoreError) => void} reject
 */

/** Connects with the first command, and again with the next one once a connection is lost. */
export class MemcachedConnection {
  /** @type {string} */
  #host
  /** @type {number} */
  #port
  /** @type {Socket | null} */
  #socket = null
  /** @type {Buffer} */
  #received = Buffer.alloc(0)
  /** @type {Waiting[]} */
  #waiting = []

  /**
   * @param {string} host
   * @param {number} port
   */
  constructor(host, port) {
    this.#host = host
    this.#port = port
  }

  /**
   * @param {string} command Its words hold no space and no control character: what comes from a request is hashed.
   * @param {Buffer | null} [value] What belongs to it, as in `set`.
   * @returns {Promise<Answer>}
   * @throws {SessionStoreError} if memcached does not answer in time, or refuses. It may still do it later.
   */
  ask(command, value = null) {
    return new Promise((resolve, reject) => {
      const socket = (this.#socket ??= this.#connect())
      // Whoever waits for the next answer would get this one: the connection is of no use any more.
      const timer = setTimeout(() => this.#lose(socket, new Error('It did not answer in time')), TIMEOUT_MILLISECONDS)
      this.#waiting.push({
        resolve(answer) {
          clearTimeout(timer)
          resolve(answer)
        },
        reject(error) {
          clearTimeout(timer)
          reject(error)
        },
      })
      socket.cork()
      socket.write(command + LINE_END)
      if (value !== null) {
        socket.write(value)
        socket.write(LINE_END)
      }
      socket.uncork()
    })
  }

  /**
   * Ends the connection. Commands that wait for an answer fail.
   *
   * @returns {void}
   */
  close() {
    if (this.#socket !== null) {
      this.#lose(this.#socket)
    }
  }

  /** @returns {Socket} */
  #connect() {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
    /** @type {Error | undefined} */
    let cause
    socket.on('error', (error) => (cause = error))
    socket.on('close', () => this.#lose(socket, cause))
    socket.on('data', (/** @type {Buffer} */ chunk) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
      this.#read(socket)
    })
    return socket
  }

  /**
   * Whoever waits hears of it, and the next command makes another connection.
   *
   * @param {Socket} socket
   * @param {Error} [cause]
   * @returns {void}
   */
  #lose(socket, cause) {
    socket.destroy()
    if (this.#socket === socket) {
      this.#socket = null
      this.#received = Buffer.alloc(0)
      const lost = this.#waiting
      this.#waiting = []
      lost.forEach(({ reject }) => reject(new SessionStoreError('memcached does not answer', { cause })))
    }
  }

  /**
   * Gives each answer that has come as a whole to the one who waits for it.
   *
   * @param {Socket} socket
   * @returns {void}
   */
  #read(socket) {
    for (let answer = this.#next(); answer !== null; answer = this.#next()) {
      const waiting = this.#waiting.shift()
      const [word = ''] = answer.words
      if (answer.value !== null || ANSWERS.test(word)) {
        waiting?.resolve(answer)
      } else {
        // Nothing of a record is in what it says: 'object too large for cache', for example.
        waiting?.reject(new SessionStoreError(`memcached refused: ${answer.words.join(' ')}`))
        if (word !== 'SERVER_ERROR') {
          // It did not understand a command, or is no memcached: what it says next belongs to nothing that was asked.
          this.#lose(socket)
        }
      }
    }
  }

  /** @returns {Answer | null} */
  #next() {
    const lineEnd = this.#received.indexOf(LINE_END)
    if (lineEnd === -1) {
      return null
    }
    const line = this.#received.toString('latin1', 0, lineEnd)
    const words = line.split(' ')
    const start = lineEnd + LINE_END.length
    const length = VALUE.exec(line)?.[1]
    if (length === undefined) {
      this.#received = this.#received.subarray(start)
      return { words, value: null }
    }
    const end = start + Number(length)
    if (this.#received.length < end + END.length) {
      return null
    }
    const value = this.#received.subarray(start, end)
    this.#received = this.#received.subarray(end + END.length)
    return { words, value }
  }
}
