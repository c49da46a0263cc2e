import { describe, expect, it } from 'vitest'
import { recovered } from '../../contracts/backend-faults.ts'
import { read, request } from '../../contracts/backend-requests.ts'
import { missingRedis, startSentinel, until } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { drivers } from './redis.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingRedis, 'under Sentinel', () => {
    it('S-B7 goes on with the replica once the master is gone: sessions live on, ended ones stay ended', async () => {
      const sentinel = await startSentinel()
      const connected = await driver.connectSentinel(sentinel.name, sentinel.port)
      const backend = connected.backend()
      try {
        const login = (user: string): ReturnType<typeof request> =>
          request(backend, null, (session) => Object.assign(session, { user }))
        await recovered(backend)
        const [kept, ended] = [await login('ada'), await login('grace')]
        await request(backend, ended.cookie, (session) => session.destroy())
        expect(await sentinel.master.command('wait', '1', '5000')).toBe('1')
        await until(async () => Number(await sentinel.replica.command('dbsize')) === 2)

        await sentinel.master.kill()
        await expect(read(backend, kept.cookie)).rejects.toMatchObject({ name: 'SessionStoreError' })

        await recovered(backend)
        expect((await sentinel.replica.command('role')).split('\n')[0]).toBe('master')
        expect(await read(backend, kept.cookie)).toEqual({ user: 'ada' })
        expect(await read(backend, ended.cookie)).toEqual({})
        await request(backend, kept.cookie, (session) => Object.assign(session, { color: 'red' }))
        expect(await read(backend, kept.cookie)).toEqual({ user: 'ada', color: 'red' })
      } finally {
        await connected.close()
        await sentinel.stop()
      }
    })
  })
})
