// One contestant in a process of its own. Says its port, and then what it is asked for.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

const { target, contestant, ours, redisUrl, secret } = JSON.parse(process.argv[2])

const client = redisUrl === null ? undefined : await connect()
const { create } = await import(`./apps/${target}.mjs`)
const server = createServer(await create(contestant, { ours, client, secret }))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send({ port: server.address().port })

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ['gc'] })

const ANSWERS = {
  cpu: () => process.cpuUsage(),
  memory,
  allocated,
}
process.on('message', async (asked) => {
  process.send(await ANSWERS[asked]())
})
process.on('disconnect', () => process.exit())

/** What is in use after a collection, in bytes. */
async function memory() {
  globalThis.gc()
  await sleep(50)
  globalThis.gc()
  const { heapUsed, rss, external } = process.memoryUsage()
  return { heapUsed: heapUsed + external, rss }
}

/** Of the heap, since no collection has come in between. */
function allocated() {
  return { heapUsed: process.memoryUsage().heapUsed, collections }
}

async function connect() {
  const { createClient } = await import('redis')
  const connected = createClient({ url: redisUrl })
  await connected.connect()
  return connected
}
