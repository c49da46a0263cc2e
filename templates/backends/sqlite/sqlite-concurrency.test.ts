import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { describeConcurrency } from '../../contracts/backend-concurrency.ts'
import { describeWith } from '../../contracts/services.ts'
import { createFile, drivers } from './sqlite-files.harness.ts'

const worker = fileURLToPath(new URL('./sqlite-worker.harness.ts', import.meta.url))

describe.each(drivers)('$name', ({ client, program, missing }) => {
  describeWith(missing, 'with several processes', () => {
    describeConcurrency(
      'one file',
      worker,
      async () => {
        const file = await createFile()
        return { place: JSON.stringify(file.placeFor(client)), close: async () => file.remove() }
      },
      program ?? process.execPath,
    )
  })
})
