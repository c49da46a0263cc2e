// The response of the Fetch API that a session goes out with, and those that answer errors.
import type { Message } from './connection.js'

/** Of the answer itself, or of the copy that stands for it. */
interface ResponseHead extends Message {
  /** The answer; a copy of it once its head was changed. */
  readonly response: Response
}

/**
 * The head of an answer that is about to leave.
 *
 * @param answer Is not changed itself: the application may give others the same response, and that of a `fetch` has headers that
 *   can't be changed.
 */
function headOf(answer: Response): ResponseHead {
  let response = answer
  const change = (edit: (headers: Headers) => void): void => {
    if (response === answer) {
      response = copyOf(answer)
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

function copyOf(answer: Response): Response {
  if ('Bun' in globalThis && !answer.headers.has('Content-Type')) {
    // Bun gives a text its type when it sends it, and takes the body of a copy for anything but text: that of a clone it knows.
    // Beside the types of Node, Bun's do not say that it is of its own kind.
    const clone = answer.clone() as Response
    // Of a stream, what nobody reads would be kept until its end.
    answer.body?.cancel().catch(() => {})
    return clone
  }
  const { status, statusText, headers, body } = answer
  return new Response(body, { status, statusText, headers: new Headers(headers) })
}

/**
 * Saves the session in an answer before that leaves.
 *
 * @param save What the middleware's `createSendWrapper` returned.
 * @returns The answer, or a copy with the session's cookie.
 */
export async function saveInResponse(
  answer: Response,
  save: (head: Message) => Promise<void> | null,
): Promise<Response> {
  const head = headOf(answer)
  try {
    await save(head)
    return head.response
  } catch (error) {
    // Nobody will read the body. One that fails when it hears of that has nobody to tell.
    head.response.body?.cancel().catch(() => {})
    throw error
  }
}
