import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { redis } from './redis.meta.ts'

describe('redis', () => {
  it('has a default for every option', () => {
    expect(redis.options.parse({})).toEqual({ client: 'node-redis', prefix: 'session:' })
  })

  it.each([
    ['node-redis', 'redis'],
    ['ioredis', 'ioredis'],
  ])('takes the modules and the driver of %s', (client, driver) => {
    const modules = redis.modules({ client })
    expect(modules.map(({ source }) => source)).toContain(`backends/redis/${client}-backend.ts`)
    expect(modules.map(({ name }) => name)).toContain(redis.entry)
    expect(modules.filter(({ source }) => !existsSync(new URL(`../../${source}`, import.meta.url)))).toEqual([])
    expect(redis.driver({ client })?.name).toBe(driver)
  })

  it('puts the prefix into the code', () => {
    expect(redis.spec({ prefix: 'a*[b]:' })).toEqual({ redisPrefix: 'a*[b]:' })
  })

  it.each(['', 'a\nb', '\u007f', 'x'.repeat(201)])('case 132 refuses the prefix %j', (prefix) => {
    expect(redis.options.safeParse({ prefix }).success).toBe(false)
  })

  it.each([{ client: 'iovalkey' }, { cluster: true }, { prefix: 7 }])('S-C1 refuses %j', (options) => {
    expect(redis.options.safeParse(options).success).toBe(false)
  })
})
