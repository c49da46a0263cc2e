// Cookies of Next.js where `secure` is 'auto': whether the connection is encrypted is said by a header, which Next.js sets itself.
import { visit } from './nextjs-application.harness.ts'
import { expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { sessions } from './nextjs.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, cookieName: 'session', secure: 'auto', attributes: 'HttpOnly; Path=/' } }
})

it.each<[string, Record<string, string>, boolean]>([
  ['by itself', {}, false],
  ['behind a proxy that ends TLS', { 'X-Forwarded-Proto': 'https' }, true],
  ['behind one that does not', { 'X-Forwarded-Proto': 'http' }, false],
])('S-P3 the cookie is for encrypted connections where it came over one: %s', async (_where, headers, isSecure) => {
  const { routeHandler, serverFunction } = sessions({ backend: new MemoryBackend() })
  const visitor = await visit({
    answer: routeHandler((_request, { session }) => {
      session['user'] = 'ada'
      return new Response()
    }),
    act: serverFunction((session) => void (session['user'] = 'eve')),
    render: async () => '',
  })
  const [ofHandler = ''] = (await visitor.get('/any', { headers })).setCookie
  expect(ofHandler).toMatch(isSecure ? /; HttpOnly; Path=\/; Secure$/ : /; HttpOnly; Path=\/$/)
  const [ofFunction = ''] = (await visitor.submit(headers)).setCookie
  expect(ofFunction).toMatch(isSecure ? /; Secure; HttpOnly$/ : /\d; HttpOnly$/)
})
