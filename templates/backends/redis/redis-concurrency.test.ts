import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { missingRedis, startCluster, startRedis } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { drivers } from './redis.harness.ts'

const worker = fileURLToPath(new URL('./redis-worker.harness.ts', import.meta.url))

describe.each(drivers)('$name', ({ name }) => {
  describeWith(missingRedis, 'with several processes', () => {
    describeConcurrency('one server', worker, async () => {
      const { url, stop } = await startRedis()
      return { place: JSON.stringify({ name, url }), close: stop }
    })

    describeConcurrency('a Cluster', worker, async () => {
      const { nodes, stop } = await startCluster()
      return { place: JSON.stringify({ name, ports: nodes.map(({ port }) => port) }), close: stop }
    })
  })
})
