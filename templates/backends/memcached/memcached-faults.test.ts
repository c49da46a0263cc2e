import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFault, endedOnce, type FaultyBackend } from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { startCuttingProxy } from '../../contracts/cutting-proxy.ts'
import { describeWith } from '../../contracts/services.ts'
import { MemcachedBackend } from './memcached-backend.ts'
import { MemcachedConnection } from './memcached-connection.ts'
import { type MemcachedServer, missingMemcached, startMemcached } from './memcached.harness.ts'

describeWith(missingMemcached, 'when memcached fails', () => {
  let server: MemcachedServer
  beforeAll(async () => {
    server = await startMemcached()
  })
  afterAll(() => server.stop())

  const faulty =
    (begin: () => unknown, end: () => unknown): (() => Promise<FaultyBackend>) =>
    async () => {
      const client = new MemcachedConnection('127.0.0.1', server.port)
      const fault = endedOnce(begin, end)
      return {
        backend: new MemcachedBackend(client),
        ...fault,
        async close() {
          await fault.end()
          client.close()
        },
      }
    }

  describeFault(
    'it is not there, and is started again',
    faulty(
      () => server.kill(),
      () => server.restart(),
    ),
    { stillWorks: [], keepsRecords: false },
  )

  describeFault(
    'it hangs',
    faulty(
      () => server.hang(),
      () => server.resume(),
    ),
    { stillWorks: [], keepsRecords: true },
  )

  it('S-B1 S-B7 an operation whose answer is cut in the middle fails, and the next one makes a new connection', async () => {
    const proxy = await startCuttingProxy(server.port)
    const client = new MemcachedConnection('127.0.0.1', proxy.port)
    const backend = new MemcachedBackend(client)
    const key = newStorageKey()
    const record = newRecord(Date.now(), { data: JSON.stringify({ text: 'x'.repeat(1_000) }) })
    await backend.create(key, record)
    proxy.cut()
    for (const operation of [
      () => backend.get(key),
      () => backend.set(newStorageKey(), record),
      () => backend.create(newStorageKey(), record),
      () => backend.update(key, { ...record, version: 2 }, 1),
      () => backend.touch(key, Date.now(), Date.now() + 90_000),
      () => backend.delete(newStorageKey()),
    ]) {
      await expect(operation()).rejects.toMatchObject({ name: 'SessionStoreError' })
    }
    proxy.heal()
    expect(await backend.get(key)).toEqual(record)
    client.close()
    await proxy.close()
  })

  it.each([
    'ERROR',
    'HTTP/1.1 400 Bad Request',
    '+OK',
    'VALUE',
    'VALUE key 0 ten 1\r\n0123456789\r\nEND',
    // Answers, but of other questions: the record of somebody else, and what was said of a write.
    'VALUE session:another 0 12 1\r\n1 1 1 1\n{"a"\r\nEND',
    'STORED',
  ])('S-B1 S-B7 %j is no answer: the operation fails, and the next one connects anew', async (line) => {
    const connections: number[] = []
    const stranger = createServer((socket) => {
      connections.push(1)
      socket.on('error', () => {})
      socket.on('data', () => socket.write(`${line}\r\n`))
    })
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const address = stranger.address()
    const client = new MemcachedConnection('127.0.0.1', typeof address === 'object' && address ? address.port : 0)
    const backend = new MemcachedBackend(client)
    for (const count of [1, 2]) {
      await expect(backend.get(newStorageKey())).rejects.toMatchObject({ name: 'SessionStoreError' })
      expect(connections).toHaveLength(count)
    }
    client.close()
    stranger.close()
  })

  it('bad input 92 a session that is too large is an error, names its cause and not its data, and the others are served', async () => {
    const client = new MemcachedConnection('127.0.0.1', server.port)
    const backend = new MemcachedBackend(client)
    const [key, other] = [newStorageKey(), newStorageKey()]
    const data = JSON.stringify({ secret: 'x'.repeat(1024 * 1024) })
    const tooLarge = backend.create(key, newRecord(Date.now(), { data })).catch((error: unknown) => error)
    const created = backend.create(other, newRecord(Date.now()))
    const error = (await tooLarge) as Error
    expect(error).toMatchObject({ name: 'SessionStoreError', message: expect.stringContaining('too large') })
    expect(inspect(error)).not.toContain('xxx')
    expect(await created).toBe(true)
    expect(await backend.get(key)).toBeNull()
    client.close()
  })

  it('S-B1 where memory is full and nothing may go, a write fails, and what is there is read', async () => {
    const full = await startMemcached(['-m', '8', '-M'])
    const client = new MemcachedConnection('127.0.0.1', full.port)
    const backend = new MemcachedBackend(client)
    const first = newStorageKey()
    await backend.create(first, newRecord(Date.now()))
    const data = JSON.stringify({ text: 'x'.repeat(500_000) })
    const fill = async (): Promise<void> => {
      for (let count = 0; count < 40; count += 1) {
        await backend.create(newStorageKey(), newRecord(Date.now(), { data }))
      }
    }
    await expect(fill()).rejects.toMatchObject({
      name: 'SessionStoreError',
      message: expect.stringContaining('memory'),
    })
    expect(await backend.get(first)).not.toBeNull()
    client.close()
    await full.stop()
  })
})
