// Bad input 211, and ids that come another way than in the cookie: what other sites can send without being asked.
import { expect } from 'vitest'
import { type BadInput, RED } from './bad-input.ts'
import { count, expectNoSession, send } from './wire-subject.ts'

const PREFLIGHT = [
  'Origin: https://evil.test',
  'Access-Control-Request-Method: POST',
  'Access-Control-Request-Headers: content-type',
]

export const crossSiteInputs: readonly BadInput[] = [
  {
    title: 'bad input 211 a preflight, with a cookie or without: nothing is written, and no cookie is set',
    async run(subject) {
      const own = `Cookie: ${subject.cookieName}=${await subject.plant(RED)}`
      for (const lines of [PREFLIGHT, [...PREFLIGHT, own], [...PREFLIGHT, `Cookie: ${subject.cookieName}=`]]) {
        for (const path of ['/set', '/read', '/nowhere']) {
          const reply = await send(subject, lines, { method: 'OPTIONS', path })
          expect([200, 204, 404, 405]).toContain(reply.status)
          expect(reply.setCookie.filter((line) => !line.includes('Max-Age=0'))).toEqual([])
          expect((subject.store?.calls ?? []).filter(({ operation }) => operation !== 'get')).toEqual([])
          subject.store?.forget()
          count(subject, 'no session')
        }
      }
    },
  },
  {
    title: 'requirement 32 an id in the query, in the path, in the body or in another header is none',
    async run(subject) {
      const value = await subject.plant(RED)
      const pair = `${subject.cookieName}=${value}`
      for (const lines of [
        [`X-Session-Id: ${value}`],
        [`Authorization: Bearer ${value}`],
        [`${subject.cookieName}: ${value}`],
        [`X-Cookie: ${pair}`],
        [`Cookies: ${pair}`],
      ]) {
        expectNoSession(subject, await send(subject, lines, { path: `/read?${pair}&sid=${value}&PHPSESSID=${value}` }))
      }
      const type = 'Content-Type: text/plain'
      const body = { method: 'POST', path: `/touch?${pair}`, body: pair }
      expectNoSession(subject, await send(subject, [type, `Content-Length: ${pair.length}`], body))
      // No target knows a path with parameters: it is not found, or read without them, and carries no session either way.
      const inPath = await send(subject, [], { path: `/read;jsessionid=${value}` })
      expect(inPath.text).not.toContain('red')
      expect(inPath.setCookie).toEqual([])
      expect(subject.store?.calls ?? []).toEqual([])
      count(subject, 'no session')
    },
  },
]
