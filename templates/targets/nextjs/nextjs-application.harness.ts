// An application of one test, on a real Next.js: its Route Handler, its page and its Server Function.
import { prepareNext, PREPARE_MILLISECONDS, listen, type Hooks } from './nextjs.harness.ts'
import { afterEach, beforeAll } from 'vitest'
import { Caller, type Reply } from '../../contracts/contract-client.ts'

type Cleanup = () => void | Promise<void>

const cleanups: Cleanup[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})
beforeAll(prepareNext, PREPARE_MILLISECONDS)

export function afterThisTest(cleanup: Cleanup): void {
  cleanups.push(cleanup)
}

export interface Visitor extends Caller {
  /** What the page shows. */
  render(): Promise<string | null>
  /** Submits the page's form, as a browser without scripts does: the answer has the page once more. */
  submit(headers?: Readonly<Record<string, string>>): Promise<Reply>
}

/** Starts it. */
export async function visit(hooks: Partial<Hooks>): Promise<Visitor> {
  const server = await listen({ answer: async () => new Response(null, { status: 404 }), ...hooks })
  afterThisTest(() => server.stop())
  const caller = new Caller(server.url)
  afterThisTest(() => caller.close())
  return Object.assign(caller, {
    render: async () => shownOn(await caller.get('/rendered')),
    submit: (headers = {}) => submitForm(caller, '/rendered', {}, headers),
  })
}

/** What the page shows in its <output>. */
export function shownOn({ text }: Reply): string | null {
  return /<output>(.*?)<\/output>/s.exec(text)?.[1] ?? null
}

/**
 * Submits a form of a page without scripts.
 *
 * @param fields Beside those that React puts into the form.
 * @param form Its id; the only one without.
 */
export async function submitForm(
  caller: Caller,
  page: string,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
  form: string = '',
): Promise<Reply> {
  const { text } = await caller.get(page)
  const html = text.slice(form === '' ? 0 : text.indexOf(`<form id="${form}"`))
  const action = /name="(\$ACTION_ID_\w+)"/.exec(html)?.[1] ?? ''
  const body = new FormData()
  body.set(action, '')
  Object.entries(fields).forEach(([name, value]) => body.set(name, value))
  return post(caller, page, body, headers)
}

async function post(caller: Caller, path: string, body: FormData, headers: Readonly<Record<string, string>>) {
  const sent = new Response(body)
  const type = sent.headers.get('content-type') ?? ''
  return caller.send('POST', path, { headers: { ...headers, 'content-type': type }, body: await sent.text() })
}
