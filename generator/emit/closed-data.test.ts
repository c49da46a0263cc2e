// The comment of session-data asks for fields instead of the open record: the code compiles with them, and holds handlers to them.
import { describe, expect, it } from 'vitest'
import { targets } from '../../templates/registry.ts'
import type { EmittedFile } from '../plan/planned.ts'
import { planOf, STRICTEST, typeErrors } from './compile-trees.fixture.ts'
import { emit } from './emit.ts'

const CLOSED = `export interface SessionData {
  userId?: string
  cart?: string[]
}
`

const REQUIRED = `export interface SessionData {
  userId: string
  cart: { items: string[] }
}
`

type Text = Pick<EmittedFile, 'path' | 'text'>

const trees = targets.flatMap(({ name }) =>
  ['cookie', 'memory'].flatMap((backend) =>
    planOf({ target: name, backend, testKit: true, tests: 'vitest' }, '.ts', '.js').map((plan) => emit(plan)),
  ),
)

function withData(tree: readonly EmittedFile[], data: string): readonly Text[] {
  return tree.map((file) => (file.path.endsWith('/session-data.ts') ? { ...file, text: data } : file))
}

function withHandler(tree: readonly Text[], lines: string): readonly Text[] {
  const text = `import type { Session } from './sessions/index.js'\nexport function handle(session: Session): void {\n${lines}}\n`
  return [...tree, { path: 'src/handler.ts', text }]
}

describe('emitted code with a closed SessionData', { timeout: 300_000 }, () => {
  const options = { ...STRICTEST, module: 'nodenext' }
  const write = "  session.userId = 'ada'\n  session.cart = ['book']\n"

  it('S-T3 compiles under the strictest flags on each target, with a cookie and with a store', async () => {
    expect(
      await typeErrors(
        trees.map((tree) => withHandler(withData(tree, CLOSED), write)),
        options,
      ),
    ).toBe('')
  })

  it('S-T3 compiles where the fields are not optional: a session that nobody has written to has none of them', async () => {
    const read = "  if (session.cart === undefined) session.cart = { items: [session.userId ?? ''] }\n"
    expect(
      await typeErrors(
        trees.map((tree) => withHandler(withData(tree, REQUIRED), read)),
        options,
      ),
    ).toBe('')
  })

  it('S-T3 holds a handler to the fields: another name and another type are errors of the compiler', async () => {
    const wrong = '  session.userId = 1\n  session.basket = []\n'
    const errors = await typeErrors(
      trees.map((tree) => withHandler(withData(tree, CLOSED), wrong)),
      options,
    )
    const places = errors.split('\n').filter((line) => line.includes('error TS'))
    expect(places.map((line) => line.replace(/^\d+\//, ''))).toEqual(
      trees.flatMap(() => [
        "src/handler.ts(3,3): error TS2322: Type 'number' is not assignable to type 'string'.",
        expect.stringMatching(/^src\/handler\.ts\(4,11\): error TS2339: Property 'basket' does not exist/),
      ]),
    )
  })
})
