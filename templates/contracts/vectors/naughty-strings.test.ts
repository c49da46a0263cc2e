// The Big List of Naughty Strings as session data: each comes back from each store, as a value and as the name of a field.
import { expect, it } from 'vitest'
import { read, request } from '../backend-requests.ts'
import { describeEachStore } from '../each-store.ts'
import { RESERVED } from '../naughty-data.ts'
import { naughtyStrings } from './published.ts'

const names = naughtyStrings.filter((name) => !RESERVED.has(name))

describeEachStore((open) => {
  it('S-B1 S-L16 each naughty string comes back as a value, and as a name', async () => {
    const backend = open()
    const fields = Object.fromEntries(names.map((name) => [name, name]))
    const { cookie } = await request(backend, null, (session) => {
      Object.assign(session, fields, { all: naughtyStrings })
    })
    expect(cookie).toMatch(/^[\w-]{43}$/)
    expect(await read(backend, cookie)).toEqual({ ...fields, all: naughtyStrings })
  })
})
