// The head of a response of the Fetch API, as the session middleware sees it.
import type { Message } from './connection.ts'

/** A head, and the response that it belongs to. */
export interface ResponseHead extends Message {
  /** What is to be sent: the answer itself, as long as nothing of its head was changed. */
  readonly response: Response
}

/** It is changed in a copy: the application may give others the same response, and that of a `fetch` has headers that can't be changed. */
export function headOf(answer: Response): ResponseHead {
  let response = answer
  const change = (edit: (headers: Headers) => void): void => {
    if (response === answer) {
      const { status, statusText, headers, body } = answer
      response = new Response(body, { status, statusText, headers: new Headers(headers) })
    }
    edit(response.headers)
  }
  return {
    get response() {
      return response
    },
    get: (name) => response.headers.get(name),
    set: (name, value) => change((headers) => headers.set(name, value)),
    getSetCookie: () => response.headers.getSetCookie(),
    setSetCookie: (lines) =>
      change((headers) => {
        headers.delete('Set-Cookie')
        lines.forEach((line) => headers.append('Set-Cookie', line))
      }),
  }
}
