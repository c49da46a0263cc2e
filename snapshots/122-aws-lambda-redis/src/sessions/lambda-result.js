// The head of a response, in a result of AWS Lambda.
import { isFormat2 } from './lambda-event.js'

/**
 * @import { Message } from './connection.js'
 * @import { HttpEvent } from './lambda-event.js'
 */

/** @typedef {string | number | boolean} Value */

/**
 * The types of `aws-lambda` have room for it.
 *
 * @typedef {object} HttpResult
 * @property {number} statusCode
 * @property {Record<string, Value>} [headers]
 * @property {Record<string, Value[]>} [multiValueHeaders] In format 1.0, and for load balancers that are set to take
 * them.
 * @property {string[]} [cookies] In format 2.0: the Set-Cookie lines.
 * @property {string} body
 * @property {boolean} [isBase64Encoded]
 */

const SET_COOKIE = 'Set-Cookie'

/**
 * A result as it is written out in full.
 *
 * @param {HttpEvent} event
 * @param {unknown} result
 * @returns {HttpResult}
 * @throws {TypeError} If the format asks for a status, and there is none.
 */
export function resultOf(event, result) {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return { body: '', .../** @type {Omit<HttpResult, 'body'>} */ (result) }
  }
  if (!isFormat2(event)) {
    throw new TypeError('The function has returned no statusCode')
  }
  // As an HTTP API does it.
  const body = typeof result === 'string' ? result : (JSON.stringify(result) ?? '')
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}

/**
 * The head of a result, which changes in a copy: the application may give several callers the same.
 *
 * @param {HttpEvent} event
 * @param {HttpResult} given
 * @returns {Message & { readonly result: HttpResult }}
 */
export function headOf(event, given) {
  const result = { ...given }

  /**
   * @param {string} name
   * @returns {string[]}
   */
  const linesOf = (name) => {
    const several = Object.entries(result.multiValueHeaders ?? {}).filter(([key]) => isName(key, name))
    const single = Object.entries(result.headers ?? {}).filter(([key]) => isName(key, name))
    const lines = several.flatMap(([, values]) => values.map(String))
    return [...lines, ...single.map(([, value]) => String(value)).filter((value) => !lines.includes(value))]
  }

  /**
   * @param {string} name
   * @returns {void}
   */
  const remove = (name) => {
    if (result.headers !== undefined) {
      result.headers = without(result.headers, name)
    }
    if (result.multiValueHeaders !== undefined) {
      result.multiValueHeaders = without(result.multiValueHeaders, name)
    }
  }

  /**
   * @param {string} name
   * @param {readonly string[]} lines
   * @returns {void}
   */
  const put = (name, lines) => {
    remove(name)
    const [line, ...more] = lines
    if (event.multiValueHeaders) {
      result.multiValueHeaders = { ...result.multiValueHeaders, [name]: [...lines] }
    } else if (line !== undefined) {
      if (more.length > 0) {
        throw new Error('The load balancer sends one cookie alone, unless its target group has multi-value headers')
      }
      result.headers = { ...result.headers, [name]: line }
    }
  }

  return {
    result,
    get: (name) => linesOf(name).join(', ') || null,
    set: (name, value) => put(name, [value]),
    getSetCookie: () => [...(result.cookies ?? []), ...linesOf(SET_COOKIE)],
    setSetCookie(lines) {
      if (isFormat2(event)) {
        remove(SET_COOKIE)
        result.cookies = [...lines]
      } else {
        put(SET_COOKIE, lines)
      }
    },
  }
}

/**
 * @template T
 * @param {Readonly<Record<string, T>>} headers
 * @param {string} name
 * @returns {Record<string, T>}
 */
function without(headers, name) {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => !isName(key, name)))
}

/**
 * @param {string} key
 * @param {string} name
 * @returns {boolean}
 */
function isName(key, name) {
  return key.toLowerCase() === name.toLowerCase()
}
