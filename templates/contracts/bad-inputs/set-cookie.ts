// Bad inputs 110-123: each Set-Cookie line that goes out, whatever the handler and the application did.
import { expect } from 'vitest'
import { type BadInput, RED } from './bad-input.ts'
import { count, send, type WireSubject } from './wire-subject.ts'

/** RFC 6265, 4.1.1: a token, cookie octets, and attributes of which none is there twice. */
const LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+=[!#-+\--:<-[\]-~]*(?:; [A-Za-z-]+(?:=[\x20-\x3a\x3c-\x7e]*)?)*$/
const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

function expectWellFormed({ cookieName }: WireSubject, lines: readonly string[]): void {
  const names = lines.map((line) => line.slice(0, line.indexOf('=')))
  expect(new Set(names).size).toBe(names.length)
  for (const line of lines) {
    expect(line).toMatch(LINE)
    expect(line.startsWith(cookieName)).toBe(true)
    const attributes = line.split('; ').slice(1)
    const attributeNames = attributes.map((attribute) => attribute.split('=')[0]?.toLowerCase())
    expect(new Set(attributeNames).size).toBe(attributeNames.length)
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']))
    expect(attributeNames).not.toContain('domain')
    expect(attributes.find((attribute) => attribute.startsWith('Expires='))?.slice(8)).toMatch(IMF_FIXDATE)
    expect(attributes.find((attribute) => attribute.startsWith('Max-Age='))?.slice(8)).toMatch(/^\d+$/)
  }
}

async function post(subject: WireSubject, path: string, cookie: string): Promise<readonly string[]> {
  const lines = cookie === '' ? [] : [`Cookie: ${cookie}`]
  const reply = await send(subject, lines, { method: 'POST', path })
  subject.store?.forget()
  count(subject, reply.setCookie.some((line) => !line.includes('Max-Age=0')) ? 'session' : 'no session')
  return reply.setCookie
}

export const setCookieInputs: readonly BadInput[] = [
  {
    title: 'bad input 110 every line of ours keeps to the grammar, with each attribute once and each name once',
    async run(subject) {
      const own = async (): Promise<string> => `${subject.cookieName}=${await subject.plant(RED)}`
      const value = encodeURIComponent('a;b,c"d\\e\r\nSet-Cookie: x=y; é \u0000')
      for (const [path, cookie] of [
        [`/set?name=text&value=${value}`, ''],
        [`/set?name=${value}&value=a`, await own()],
        ['/destroy', await own()],
        [`/login?user=${value}`, await own()],
        ['/regenerate?keep=*', await own()],
        ['/regenerate', await own()],
        ['/touch', `${await own()}; ${await own()}`],
        [`/set?name=a&value=b`, `${await own()}; ${await own()}`],
        ['/steps?step=write&step=save&step=destroy', await own()],
        ['/steps?step=write&step=save&step=regenerate&step=write&step=destroy', await own()],
      ] as const) {
        const lines = await post(subject, path, cookie)
        expectWellFormed(subject, lines)
        expect(lines.length).toBeLessThanOrEqual(1)
      }
    },
  },
  {
    title: 'bad input 110 the lines of a session in several cookies, and those that end them, keep to the grammar',
    side: 'client',
    async run(subject) {
      const path = `/keep?data=${encodeURIComponent(JSON.stringify({ text: 'x'.repeat(6_000) }))}`
      const lines = await post(subject, path, '')
      expect(lines).toHaveLength(3)
      expectWellFormed(subject, lines)
      const cookie = lines.map((line) => line.split(';')[0]).join('; ')
      const ended = await post(subject, '/destroy', cookie)
      expect(ended.map((line) => line.split(';')[0])).toEqual([0, 1, 2].map((at) => `${subject.cookieName}-${at}=null`))
      expectWellFormed(subject, ended)
    },
  },
  {
    title:
      'bad input 119 bad input 120 cookies of the application: others are kept in order, one of our name gives way',
    async run(subject) {
      const theirs = ['a=1; Path=/', `${subject.cookieName}x=2`, `x${subject.cookieName}=3`, 'b=4']
      const all = [...theirs, `${subject.cookieName}=forged; Path=/`]
      const query = all.map((line) => `header=${encodeURIComponent(`Set-Cookie:${line}`)}`).join('&')
      const reply = await send(subject, [], { path: `/headers?write=1&${query}` })
      expect(reply.setCookie.slice(0, 4)).toEqual(theirs)
      expect(reply.setCookie).toHaveLength(5)
      expect(reply.setCookie[4]).not.toContain('forged')
      expectWellFormed(subject, reply.setCookie.slice(4))
      subject.store?.forget()
      count(subject, 'session')
    },
  },
  {
    title: 'bad input 121 every status carries the cookie, a HEAD and an error too',
    async run(subject) {
      for (const status of [201, 204, 301, 302, 303, 304, 307, 400, 401, 404, 409, 418, 500, 503]) {
        const reply = await send(subject, [], { path: `/answer?status=${status}` })
        expect([reply.status, reply.setCookie.length]).toEqual([status, 1])
        expectWellFormed(subject, reply.setCookie)
        count(subject, 'session')
      }
      const head = await send(subject, [], { method: 'HEAD', path: '/visit' })
      const failed = await send(subject, [], { method: 'POST', path: '/throw?message=no' })
      expect([head.status, head.setCookie.length, failed.status, failed.setCookie.length]).toEqual([200, 1, 500, 1])
      subject.store?.forget()
      count(subject, 'session', 2)
    },
  },
  {
    title: 'bad input 123 five savings in one request: one cookie',
    async run(subject) {
      expect(await post(subject, '/save/often', '')).toHaveLength(1)
      const known = await post(subject, '/save/often', `${subject.cookieName}=${await subject.plant(RED)}`)
      expect(known.length).toBeLessThanOrEqual(1)
    },
  },
]
