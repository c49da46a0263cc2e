// `exclude` on React Router: a pattern means the page, also where scripts ask for its data.
import { expect, it } from 'vitest'

await import('./react-router-web.harness.ts')
const { spec } = await import('../../runtime/spec.ts')
Object.assign(spec, { exclude: /^\/(?:$|pages$)/ })
const { pages } = await import('./react-router-pages.harness.ts')
const { getSession } = await import('./react-router.ts')

it.each(['', '.data'])('S-L2 /pages%s and /_%s are excluded, and their neighbour is not', async (suffix) => {
  const seen: unknown[] = []
  const look: Parameters<typeof pages>[0][string] = ({ context }) => {
    try {
      seen.push({ ...getSession(context) })
    } catch (error) {
      seen.push((error as Error).message)
    }
    return null
  }
  const { caller } = await pages({ page: look, child: look, guarded: look })
  await caller.get(`/pages${suffix}`)
  expect(seen).toEqual([expect.stringContaining('its path is excluded')])
  seen.length = 0
  await caller.get(`/pages/child${suffix}`)
  expect(seen).toEqual([{}, {}])
  expect((await caller.get(suffix === '' ? '/' : `/_${suffix}`)).status).toBe(200)
})
