// Starts what the benches measure, each in a process of its own.
import { fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emit } from './emit.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * An application of one contestant.
 *
 * @param folder Where the packages are found from.
 * @param more Members of our config.
 * @param flags Of Node.
 */
export async function startServer(folder, { target, contestant, storage, redisUrl, more = {}, flags = [] }) {
  const secret = randomBytes(48).toString('base64url')
  const ours = contestant === 'ours' ? emit(folder, target, storage, more) : null
  const given = { target, contestant, ours, redisUrl: storage === 'redis' ? redisUrl : null, secret }
  const child = fork(join(HERE, 'server.mjs'), [JSON.stringify(given)], {
    execArgv: ['--expose-gc', ...flags],
    env: { ...process.env, NODE_ENV: 'production', SESSION_SECRETS: randomBytes(32).toString('base64url') },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const said = []
  child.stderr.on('data', (text) => said.push(text))
  const [ready] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])])
  if (ready === null) {
    throw new Error(`${contestant} on ${target} does not start:\n${said.join('')}`)
  }
  return { child, contestant, storage, ...ready }
}

/** Asks a server for its `cpu` or its `memory`. */
export async function ask(child, what) {
  child.send(what)
  const [answer] = await once(child, 'message')
  return answer
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return port
}

export async function startRedis(folder) {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = new Promise((done, failed) => {
    server.on('error', failed)
    server.stdout.on('data', (text) => String(text).includes('Ready to accept') && done())
  })
  await started
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill() }
}

/** One line of a terminal, written over each time. */
export function progress(text) {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001B[K${text}`)
  }
}
