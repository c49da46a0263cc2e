// A process of its own that shares the files with the test: it writes, or holds a lock until it is killed.
import { whileLocked } from './file-lock.ts'
import { FileBackend } from './file-backend.ts'

const [command = '', directory = '', ...args] = process.argv.slice(2)

const SESSION_IS_GONE = 3

const backend = new FileBackend(undefined, directory)

switch (command) {
  // Adds fields of its own to one session, each in one update that is tried until it succeeds.
  case 'write': {
    const [key = '', name = '', count = ''] = args
    await Promise.all(Array.from({ length: Number(count) }, (_, index) => addField(key, `${name} ${index}`)))
    break
  }
  // Changes one session again and again, until it is killed.
  case 'write-on': {
    const [key = '', name = ''] = args
    process.stdout.write('writing\n')
    for (let index = 0; ; index += 1) {
      await addField(key, `${name} ${index}`)
    }
  }
  // Holds the lock of a file until it is killed.
  case 'hold': {
    const [path = ''] = args
    await whileLocked(path, 1000, async () => {
      process.stdout.write('held\n')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })
    break
  }
  // Creates one session of so many bytes, and says what came of it.
  case 'create': {
    const [key = '', size = ''] = args
    const now = Date.now()
    const record = { createdAt: now, renewedAt: now, expiresAt: now + 60_000, version: 1 }
    try {
      await backend.set(key, { data: 'x'.repeat(Number(size)), ...record })
      process.stdout.write('created\n')
    } catch (error) {
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined
      process.stdout.write(`${(error as Error).name} ${cause?.code}\n`)
    }
    break
  }
}

async function addField(key: string, name: string): Promise<void> {
  for (;;) {
    const stored = await backend.get(key)
    if (stored === null) {
      process.exit(SESSION_IS_GONE)
    }
    const data = JSON.stringify({ ...(JSON.parse(stored.data) as object), [name]: true })
    if (await backend.update(key, { ...stored, data, version: stored.version + 1 }, stored.version)) {
      return
    }
  }
}
