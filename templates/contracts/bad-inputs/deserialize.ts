// Bad inputs 124-135: what is kept as a session's data, by handlers, by attackers, by other versions.
import { expect } from 'vitest'
import { type BadInput, RED } from './bad-input.ts'
import { count, expectNoSession, expectSession, read, send, utf8, viewOf, type WireSubject } from './wire-subject.ts'

const NOTHING_HAPPENED = {
  isAdmin: null,
  polluted: null,
  members: ['function', 'function', 'function'],
  isAwaitedItself: true,
}

/** A session that is kept as this text: what handlers see of it, and that nothing else came of it. */
function kept(
  title: string,
  texts: readonly (readonly [text: string, data: Readonly<Record<string, unknown>>])[],
): BadInput {
  return {
    title,
    async run(subject) {
      for (const [text, data] of texts) {
        const reply = await send(subject, [`Cookie: ${subject.cookieName}=${await subject.plant(text)}`], {
          path: '/probe',
        })
        expect(viewOf(reply)).toMatchObject({ ...NOTHING_HAPPENED, isNew: false })
        expect(viewOf(reply).data).toEqual(data)
        subject.store?.forget()
        count(subject, 'session')
      }
    },
  }
}

/** Sends a write that cannot be kept: an error before the head leaves, no cookie, and the session as it was. */
async function expectNotKept(subject: WireSubject, path: string): Promise<void> {
  const cookie = `${subject.cookieName}=${await subject.plant(RED)}`
  const reply = await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path })
  expect([reply.status, reply.setCookie]).toEqual([500, []])
  count(subject, 'refused')
  expectSession(subject, await read(subject, cookie), { color: 'red' })
}

/** What JSON makes of a value that a handler kept. */
async function expectKeptAs(subject: WireSubject, kind: string, value: unknown): Promise<void> {
  const reply = await send(subject, [], { method: 'POST', path: `/mistake?kind=${encodeURIComponent(kind)}` })
  expect(reply.status).toBe(200)
  const data = value === undefined ? {} : { kept: value }
  // A session in which nothing is left over needs no cookie.
  const [cookie = ''] = reply.setCookie[0]?.split(';') ?? []
  const view = viewOf(await read(subject, cookie))
  expect(view.data).toEqual(data)
  subject.store?.forget()
  count(subject, view.isNew ? 'no session' : 'session')
}

export const deserializeInputs: readonly BadInput[] = [
  kept('bad input 124 a field called __proto__, at the top and inside', [
    [`{"__proto__":{"isAdmin":true},"color":"red"}`, { color: 'red' }],
    ['{"\\u005f_proto__":{"isAdmin":true}}', {}],
    ['{"__proto__":null}', {}],
  ]),
  {
    title: 'bad input 124 a handler that copies a field called __proto__ from a request keeps nothing of it',
    async run(subject) {
      const data = encodeURIComponent('{"color":"red","deep":{"__proto__":{"isAdmin":true}}}')
      const reply = await send(subject, [], { method: 'POST', path: `/keep?data=${data}` })
      const [cookie = ''] = reply.setCookie[0]?.split(';') ?? []
      const probed = viewOf(await send(subject, [`Cookie: ${cookie}`], { path: '/probe' }))
      expect(probed).toMatchObject({ ...NOTHING_HAPPENED, data: { color: 'red' } })
      expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
      subject.store?.forget()
      count(subject, 'session')
    },
  },
  kept('bad input 125 fields called constructor and prototype', [
    ['{"constructor":{"prototype":{"x":1,"isAdmin":true}}}', {}],
    ['{"prototype":{"isAdmin":true}}', { prototype: { isAdmin: true } }],
    ['{"a":{"constructor":{"prototype":{"isAdmin":true}}}}', { a: { constructor: { prototype: { isAdmin: true } } } }],
  ]),
  kept(
    'bad input 126 fields that languages call by themselves',
    [
      '{"toJSON":"a","then":"b","valueOf":"c","toString":"d","inspect":"e"}',
      '{"toJSON":{},"then":{},"nodejs.util.inspect.custom":1}',
    ].map((text): [string, Readonly<Record<string, unknown>>] => [text, JSON.parse(text) as Record<string, unknown>]),
  ),
  kept('bad input 127 fields called like the members of a session are none of it', [
    ['{"id":"a","isNew":true,"save":1,"destroy":1,"regenerate":1,"touch":1,"color":"red"}', { color: 'red' }],
    ['{"cookie":{"maxAge":1},"user":"ada"}', { cookie: { maxAge: 1 }, user: 'ada' }],
  ]),
  {
    title: 'bad input 128 what JSON cannot hold is an error, and nothing is changed',
    async run(subject) {
      for (const kind of ['bigint', 'cyclic', 'deep']) {
        await expectNotKept(subject, `/mistake?kind=${kind}`)
      }
    },
  },
  {
    title: 'bad input 128 what JSON holds in its own way comes back as JSON has it',
    async run(subject) {
      await expectKeptAs(subject, 'date', '1970-01-01T00:00:00.000Z')
      await expectKeptAs(subject, 'map', {})
      await expectKeptAs(subject, 'set', {})
      await expectKeptAs(subject, 'nan', null)
      await expectKeptAs(subject, 'infinity', null)
      await expectKeptAs(subject, 'minus zero', 0)
      await expectKeptAs(subject, 'instance', { name: 'ada' })
      await expectKeptAs(subject, 'undefined', undefined)
      await expectKeptAs(subject, 'function', undefined)
      await expectKeptAs(subject, 'symbol', undefined)
    },
  },
  kept('bad input 129 numbers that are larger than JavaScript counts', [
    ['{"n":9007199254740993}', { n: 9007199254740992 }],
    ['{"n":1e400}', { n: null }],
    ['{"n":-0}', { n: 0 }],
  ]),
  kept('bad input 130 a field that is there twice: the last one counts', [
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"user":"ada","user":"eve","user":"bob"}', { user: 'bob' }],
  ]),
  {
    title: 'bad input 131 a hundred thousand fields and a text of a mebibyte: kept by a store, too large for cookies',
    async run(subject) {
      for (const path of ['/keep/many?count=100000', '/mistake?kind=text']) {
        if (subject.side === 'client') {
          await expectNotKept(subject, path)
        } else {
          const reply = await send(subject, [], { method: 'POST', path })
          const [cookie = ''] = reply.setCookie[0]?.split(';') ?? []
          expectSession(subject, await read(subject, cookie), {})
        }
      }
    },
  },
  {
    title:
      'bad input 131 a record that is nested too deeply to be written again: an error of its own session, until that is destroyed',
    side: 'server',
    async run(subject) {
      const value = await subject.plant(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
      const cookie = `${subject.cookieName}=${value}`
      const reply = await send(subject, [`Cookie: ${cookie}`], { path: '/untouched' })
      expect([reply.status, reply.setCookie]).toEqual([500, []])
      expect(JSON.parse(reply.text)).toMatchObject({ error: 'RangeError' })
      count(subject, 'refused')
      const other = `${subject.cookieName}=${await subject.plant(RED)}`
      expectSession(subject, await read(subject, other), { color: 'red' })
      expect((await send(subject, [`Cookie: ${cookie}`], { method: 'POST', path: '/destroy' })).status).toBe(200)
      expectNoSession(subject, await read(subject, cookie), 'asked')
    },
  },
  kept('bad input 132 lone surrogates and line separators in texts', [
    ['{"a":"\\ud800","b":"\\u2028\\u2029","c":"\\u0000"}', { a: '\ud800', b: utf8('\u2028\u2029'), c: '\0' }],
    [JSON.stringify({ a: '\udc00x', '\u2028': 1 }), { a: '\udc00x', [utf8('\u2028')]: 1 }],
  ]),
  kept('bad input 134 what other libraries make code or classes of is text', [
    ['{"a":"_$$ND_FUNC$$_function(){return 1}()"}', { a: '_$$ND_FUNC$$_function(){return 1}()' }],
    ['{"json":{"a":1},"meta":{"values":{"a":["Date"]}}}', { json: { a: 1 }, meta: { values: { a: ['Date'] } } }],
    [
      '{"$type":"System.Diagnostics.Process","py/object":"os.system"}',
      { $type: 'System.Diagnostics.Process', 'py/object': 'os.system' },
    ],
  ]),
  {
    title: 'bad input 135 data that is damaged is no session: in a store it is dropped',
    async run(subject) {
      for (const text of ['', 'null', '{"a":', '[1]', '"text"', '1', '\x1f\x8b\b\0', '\ufffd', '{"a":1}{', 'true']) {
        const cookie = `${subject.cookieName}=${await subject.plant(text)}`
        const reply = await read(subject, cookie)
        expect(subject.store?.calls.map(({ operation }) => operation) ?? ['get', 'delete']).toEqual(['get', 'delete'])
        expectNoSession(subject, reply, 'asked')
        expectNoSession(subject, await read(subject, cookie), 'asked')
      }
    },
  },
]
