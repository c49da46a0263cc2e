import { Redis } from 'ioredis'
import { createClient, defineScript, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { missingRedis, type RedisServer, startRedis, until } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import type { ServerSideBackend } from '../../runtime/server-side-backend.ts'
import { createBackend as createIoredisBackend } from './ioredis-backend.ts'
import { createBackend as createNodeRedisBackend } from './node-redis-backend.ts'

const add = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: "return redis.call('INCR', KEYS[1])",
  parseCommand: (parser, key: string) => parser.pushKey(key),
  transformReply: undefined as unknown as () => number,
})

describeWith(missingRedis, 'clients as applications set them up', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  it('node-redis with RESP 2, scripts and functions', async () => {
    const client = createClient({ url: server.url, RESP: 2, scripts: { add }, functions: {} })
    await client.connect()
    await use(createNodeRedisBackend({ client }))
    expect(await client.add('counter')).toBe(1)
    client.destroy()
  })

  it('node-redis that answers with buffers, and with numbers as texts', async () => {
    const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String }
    const client = createClient({ url: server.url, commandOptions: { typeMapping } })
    await client.connect()
    await use(createNodeRedisBackend({ client }))
    await client.set('text', 'x')
    expect(await client.get('text')).toEqual(Buffer.from('x'))
    client.destroy()
  })

  it('node-redis that is not connected yet fails at once, and works once it is', async () => {
    const client = createClient({ url: server.url })
    const backend = createNodeRedisBackend({ client })
    await expect(backend.get(newStorageKey())).rejects.toMatchObject({ name: 'SessionStoreError' })
    await client.connect()
    await use(backend)
    client.destroy()
    await expect(backend.get(newStorageKey())).rejects.toMatchObject({ name: 'SessionStoreError' })
  })

  it.each([
    ['as it comes', {}],
    ['with RESP 2 and numbers as texts', { protocol: 2, stringNumbers: true } as const],
    ['with the replies of RESP 3', { replyMapping: 'resp3' } as const],
    ['with pipelining of its own', { enableAutoPipelining: true }],
  ])('ioredis %s', async (_what, options) => {
    const client = new Redis(server.url, options)
    await use(createIoredisBackend({ client }))
    client.disconnect()
  })

  it('ioredis that connects when it is first used, or has been closed', async () => {
    const client = new Redis(server.url, { lazyConnect: true })
    const backend = createIoredisBackend({ client })
    await use(backend)
    client.disconnect()
    await until(async () => client.status === 'end')
    await expect(backend.get(newStorageKey())).rejects.toMatchObject({ name: 'SessionStoreError' })
  })
})

/** Goes through everything that a backend asks of its client. */
async function use(backend: ServerSideBackend): Promise<void> {
  const key = newStorageKey()
  const record = newRecord(Date.now(), { data: '{"text":"ąß漢字🙂"}' })
  expect(await backend.create(key, record)).toBe(true)
  expect(await backend.create(key, record)).toBe(false)
  expect(await backend.get(key)).toEqual(record)
  expect(await backend.update(key, { ...record, version: 2 }, 1)).toBe(true)
  expect(await backend.touch(key, record.renewedAt, record.expiresAt + 1)).toBe(true)
  expect(await backend.get(key)).toEqual({ ...record, version: 2, expiresAt: record.expiresAt + 1 })
  await backend.deleteAll()
  expect(await backend.get(key)).toBeNull()
}
