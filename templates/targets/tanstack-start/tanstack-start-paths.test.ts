// `exclude` on TanStack Start: a pattern means the path of the request, and functions have paths of their own.
import { expect, it } from 'vitest'

await import('./tanstack-start-web.harness.ts')
const { spec } = await import('../../runtime/spec.ts')
Object.assign(spec, { exclude: /^\/(?:pages\/one|public)$/ })
const { run } = await import('./tanstack-start-application.harness.ts')

it('S-L2 a page and a server route are excluded, their neighbours and the functions that scripts call are not', async () => {
  const seen: unknown[] = []
  const look = (open: () => object): unknown => {
    try {
      seen.push({ ...open() })
    } catch (error) {
      seen.push((error as Error).message)
    }
    return null
  }
  const { caller, call } = await run({
    ask: ({ session }) => look(session),
    answer: (_request, { session }) => Response.json(look(session)),
  })
  const excluded = expect.stringContaining('its path is excluded')
  await caller.get('/pages/one')
  await caller.get('/public')
  await caller.get('/public?query')
  expect(seen.splice(0)).toEqual([excluded, excluded, excluded])
  await caller.get('/pages/two')
  await caller.get('/public/more')
  await call('ask')
  expect(seen).toEqual([{}, {}, {}])
})
