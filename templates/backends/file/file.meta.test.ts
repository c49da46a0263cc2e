// The options of the file backend.
import { describe, expect, it } from 'vitest'
import { file } from './file.meta.ts'

describe('the options of the file backend', () => {
  it('have a default', () => {
    expect(file.spec(file.options.parse({}))).toEqual({ directory: '.session-store' })
  })

  it.each([
    ['./var/sessions/', 'var/sessions'],
    ['.session-store', '.session-store'],
    ['../sessions', null],
    ['/var/lib/app', null],
    ['C:\\sessions', null],
  ])('say of %j which folder of the project it is', (directory, folder) => {
    expect(file.privateFolder?.({ directory })).toBe(folder)
  })

  it.each(['sessions', './var/sessions', '/var/lib/app/sessions', '../sessions', 'C:\\sessions'])(
    'allow %j',
    (directory) => {
      expect(file.options.safeParse({ directory }).success).toBe(true)
    },
  )

  it.each(['', '.', './', '..', 'a/..', '.sessions', '.sessions/data', 'a/.sessions', 'nul\0', 'line\nbreak', 7])(
    'S-C1 refuse %j, which is not a folder of its own',
    (directory) => {
      expect(file.options.safeParse({ directory }).success).toBe(false)
    },
  )
})
