// Cookies of Next.js where `secure` is 'auto': whether the connection is encrypted is said by a header alone, which clients can send too.
import { visit } from './nextjs-application.harness.ts'
import { expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { sessions } from './nextjs.ts'

const config = vi.hoisted(() => ({ trustProxy: true }))

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  const auto = { ...spec, cookieName: 'session', secure: 'auto', attributes: 'HttpOnly; Path=/' }
  return { spec: Object.defineProperty(auto, 'trustProxy', { get: () => config.trustProxy }) }
})

it.each<[string, boolean, Record<string, string>, boolean]>([
  ['by itself', false, {}, false],
  ['by itself, and the client says otherwise', false, { 'X-Forwarded-Proto': 'https' }, false],
  ['where a proxy is trusted, and none is there', true, {}, false],
  ['behind a proxy that ends TLS', true, { 'X-Forwarded-Proto': 'https' }, true],
  ['behind one that does not', true, { 'X-Forwarded-Proto': 'http' }, false],
])(
  'S-P3 the cookie is for encrypted connections where it came over one: %s',
  async (...[, trustProxy, headers, isSecure]) => {
    config.trustProxy = trustProxy
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
  },
)
