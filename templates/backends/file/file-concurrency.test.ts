// The contract of backends, in several processes that share the files.
import { join } from 'node:path'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { temporaryFolder } from '../../contracts/services.ts'

describeConcurrency('files', join(import.meta.dirname, 'file-worker.harness.ts'), async () => {
  const { path, remove } = temporaryFolder('file-concurrency')
  return { place: path, close: async () => remove() }
})
