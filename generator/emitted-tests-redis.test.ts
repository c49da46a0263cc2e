// The emitted tests where a Redis is: they test the user's own backend class against it, and leave nothing of theirs there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { apply, prepare } from './pipeline.ts'
import { createProject } from './snapshot-cases.fixture.ts'
import { type RanTest, runVitest } from './test-runners.fixture.ts'

const FEWEST_TESTS = 14

describeWith(missingRedis, 'S-O4 emitted tests, with REDIS_URL', () => {
  const [emitted, edited] = [temporaryFolder('emitted-tests'), temporaryFolder('edited-tests')]
  let redis: RedisServer
  let ran: readonly RanTest[] = []
  let keysAfterwards = ''

  const emitTree = async (folder: string, client: string): Promise<string> => {
    const root = join(folder, client)
    const config = { target: 'express', backend: { type: 'redis', client }, tests: 'vitest' }
    mkdirSync(root)
    createProject(root, { name: client, project: 'nodenext', config: `export default ${JSON.stringify(config)}\n` })
    apply(await prepare({ root }))
    return join(root, 'src/sessions')
  }

  beforeAll(async () => {
    redis = await startRedis()
    await redis.command('set', 'session:of-somebody-else', 'stays')
    await emitTree(emitted.path, 'node-redis')
    await emitTree(emitted.path, 'ioredis')
    ran = await runVitest(emitted.path, { REDIS_URL: redis.url })
    keysAfterwards = await redis.command('keys', '*')
  }, 300_000)

  afterAll(async () => {
    await redis.stop()
    emitted.remove()
    edited.remove()
  })

  it.each(['node-redis', 'ioredis'])('pass with %s', (tree) => {
    const tests = ran.filter((test) => test.tree === tree)
    expect(tests.filter(({ passed }) => !passed)).toEqual([])
    expect(tests.length).toBeGreaterThanOrEqual(FEWEST_TESTS)
  })

  it('ran against that Redis', async () => {
    expect(await redis.command('info', 'commandstats')).toMatch(/cmdstat_(evalsha|eval):calls=\d{2,}/)
  })

  it('took away what they created, and nothing else', () => {
    expect(keysAfterwards).toBe('session:of-somebody-else')
  })

  it('fail where the edited class of the backend breaks a promise', async () => {
    const path = join(await emitTree(edited.path, 'node-redis'), 'redis-backend.ts')
    const text = readFileSync(path, 'utf8')
    const broken = text.replace('    await this.#ask((client) => client.unlink(PREFIX + storageKey))\n', '')
    expect(broken).not.toBe(text)
    writeFileSync(path, broken)
    const failed = (await runVitest(edited.path, { REDIS_URL: redis.url })).filter(({ passed }) => !passed)
    expect(failed.map(({ title }) => title)).toContain(
      'a logout is final, also for a copy of the cookie and for a request at the same time',
    )
  }, 120_000)
})
