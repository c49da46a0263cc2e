import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { durableObject } from './durable-object.meta.ts'

describe('durable-object', () => {
  it('has a default for every option', () => {
    expect(durableObject.options.parse({})).toEqual({ prefix: 'session:' })
  })

  it('takes modules that are there, one of which the Worker exports itself, and no driver', () => {
    const modules = durableObject.modules({})
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(modules.filter(({ isEntry }) => isEntry).map(({ name }) => name)).toEqual(['durable-session'])
    expect(durableObject.driver({})).toBeNull()
  })

  it('S-C3 keeps the objects of two sessions apart by their prefixes', () => {
    expect(durableObject.storage?.({ prefix: 'shop:' })).toBe('shop:')
    expect(durableObject.spec({ prefix: 'shop:' })).toEqual({ objectPrefix: 'shop:' })
  })

  it('is for Workers, cannot delete all, and says so', () => {
    expect(durableObject.runtimes).toEqual(['workerd'])
    expect(durableObject.guarantees.deletesAll).toBe(false)
    expect(durableObject.limits({}).join(' ')).toContain('deleteAll always fails')
  })

  it.each(['', 'a\0b', 'a\nb', 'a\u007fb', 'x'.repeat(201)])('bad input 98 refuses the prefix %j', (prefix) => {
    expect(durableObject.options.safeParse({ prefix }).success).toBe(false)
  })

  it.each([{ client: 'rpc' }, { prefix: 7 }])('S-C1 refuses %j', (options) => {
    expect(durableObject.options.safeParse(options).success).toBe(false)
  })
})
