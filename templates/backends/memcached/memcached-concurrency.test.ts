import { fileURLToPath } from 'node:url'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { describeWith } from '../../contracts/services.ts'
import { missingMemcached, startMemcached } from './memcached.harness.ts'
import { memcached } from './memcached.meta.ts'

const worker = fileURLToPath(new URL('./memcached-worker.harness.ts', import.meta.url))

describeWith(missingMemcached, 'with several processes', () => {
  const share = async (): Promise<{ place: string; close: () => Promise<void> }> => {
    const { port, stop } = await startMemcached()
    return { place: String(port), close: stop }
  }
  describeConcurrency('memcached', worker, share, undefined, memcached.guarantees)
})
