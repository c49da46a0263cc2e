// Requests as browsers send them: cookies are kept, and each visitor waits for an answer before the next request.
import { Pool } from 'undici'
import { PARALLEL } from './apps/routes.mjs'

/** Visitors at once. */
const VISITORS = 10

/** Somebody with cookies. */
export class Visitor {
  #pool
  #cookies = new Map()
  /** Of the Set-Cookie lines that came. */
  bytes = 0

  constructor(pool) {
    this.#pool = pool
  }

  async request(method, path) {
    const headers =
      this.#cookies.size === 0 ? {} : { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }
    const response = await this.#pool.request({ method, path, headers })
    const body = await response.body.json()
    if (response.statusCode !== 200) {
      throw new Error(`${method} ${path} was answered with ${response.statusCode}: ${JSON.stringify(body)}`)
    }
    const lines = response.headers['set-cookie'] ?? []
    for (const line of Array.isArray(lines) ? lines : [lines]) {
      this.bytes += 'set-cookie: '.length + line.length + 2
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value === '' || value === 'null' || /max-age=0(;|$)|expires=thu, 01 jan 1970/i.test(line)) {
        this.#cookies.delete(name)
      } else {
        this.#cookies.set(name, value)
      }
    }
    return body
  }
}

/** What is measured, by name. Each takes a visitor who is logged in, and returns how many requests it sent. */
export const WORKS = {
  anonymous: async (_, pool) => {
    await new Visitor(pool).request('GET', '/anonymous')
    return 1
  },
  read: async (visitor) => {
    await visitor.request('GET', '/read')
    return 1
  },
  write: async (visitor) => {
    await visitor.request('GET', '/write')
    return 1
  },
  visit: async (_, pool) => {
    const visitor = new Visitor(pool)
    await visitor.request('POST', '/login')
    for (let reads = 0; reads < 10; reads += 1) {
      await visitor.request('GET', '/read')
    }
    await visitor.request('POST', '/logout')
    return 12
  },
}

/** Sends about so many requests of one work. @returns How many, how long each took, and what they brought of cookies. */
export async function load(port, work, count) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: VISITORS, pipelining: 1 })
  try {
    const visitors = await Promise.all(Array.from({ length: VISITORS }, () => login(pool)))
    return {
      run: async () => {
        const latencies = []
        let sent = 0
        const before = visitors.reduce((sum, { bytes }) => sum + bytes, 0)
        await Promise.all(
          visitors.map(async (visitor) => {
            while (sent < count) {
              const began = performance.now()
              const requests = await WORKS[work](visitor, pool)
              sent += requests
              latencies.push((performance.now() - began) / requests)
            }
          }),
        )
        return { sent, latencies, cookieBytes: visitors.reduce((sum, { bytes }) => sum + bytes, 0) - before }
      },
      close: () => pool.close(),
    }
  } catch (error) {
    await pool.destroy()
    throw error
  }
}

async function login(pool) {
  const visitor = new Visitor(pool)
  await visitor.request('POST', '/login')
  return visitor
}

/** Fills a store. */
export async function fill(port, sessions) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: VISITORS, pipelining: 1 })
  let made = 0
  await Promise.all(
    Array.from({ length: VISITORS }, async () => {
      while (made < sessions) {
        made += 1
        await login(pool)
      }
    }),
  )
  await pool.close()
}

/** @returns How many of the fields are lost that parallel requests of one session have written, each one of its own. */
export async function lostUpdates(port) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: PARALLEL, pipelining: 1 })
  const visitor = await login(pool)
  await Promise.all(Array.from({ length: PARALLEL }, (_, at) => visitor.request('GET', `/field/f${at}`)))
  const { fields } = await visitor.request('GET', '/fields')
  await pool.close()
  return PARALLEL - fields
}
