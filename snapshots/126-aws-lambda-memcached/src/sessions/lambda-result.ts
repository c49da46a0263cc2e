// The head of a response, in a result of AWS Lambda.
import type { Message } from './connection.js'
import { type HttpEvent, isFormat2 } from './lambda-event.js'

type Value = string | number | boolean

/** The types of `aws-lambda` have room for it. */
export interface HttpResult {
  statusCode: number
  headers?: Record<string, Value>
  /** In format 1.0, and for load balancers that are set to take them. */
  multiValueHeaders?: Record<string, Value[]>
  /** In format 2.0: the Set-Cookie lines. */
  cookies?: string[]
  body: string
  isBase64Encoded?: boolean
}

const SET_COOKIE = 'Set-Cookie'

/**
 * A result as it is written out in full.
 *
 * @throws {TypeError} If the format asks for a status, and there is none.
 */
export function resultOf(event: HttpEvent, result: unknown): HttpResult {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return { body: '', ...(result as Omit<HttpResult, 'body'>) }
  }
  if (!isFormat2(event)) {
    throw new TypeError('The function has returned no statusCode')
  }
  // As an HTTP API does it.
  const body = typeof result === 'string' ? result : (JSON.stringify(result) ?? '')
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}

/** The head of a result, which changes in a copy: the application may give several callers the same. */
export function headOf(event: HttpEvent, given: HttpResult): Message & { readonly result: HttpResult } {
  const result = { ...given }

  const linesOf = (name: string): string[] => {
    const several = Object.entries(result.multiValueHeaders ?? {}).filter(([key]) => isName(key, name))
    const single = Object.entries(result.headers ?? {}).filter(([key]) => isName(key, name))
    const lines = several.flatMap(([, values]) => values.map(String))
    return [...lines, ...single.map(([, value]) => String(value)).filter((value) => !lines.includes(value))]
  }

  const remove = (name: string): void => {
    if (result.headers !== undefined) {
      result.headers = without(result.headers, name)
    }
    if (result.multiValueHeaders !== undefined) {
      result.multiValueHeaders = without(result.multiValueHeaders, name)
    }
  }

  const put = (name: string, lines: readonly string[]): void => {
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

function without<T>(headers: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => !isName(key, name)))
}

function isName(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase()
}
