// Both clients of Redis, as an application would create them, each with the backend that is made for it.
import { readFileSync } from 'node:fs'
import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster, createSentinel } from 'redis'
import type { ServerSideBackend } from '../../runtime/server-side-backend.ts'
import { createBackend as createIoredisBackend } from './ioredis-backend.ts'
import { createBackend as createNodeRedisBackend } from './node-redis-backend.ts'

export interface Connected {
  backend(now?: () => number): ServerSideBackend
  close(): Promise<void>
}

export interface ConnectOptions {
  /** A prefix that the client puts before every key. */
  readonly keyPrefix?: string
  /** The file of an authority for TLS. */
  readonly authority?: string
}

export interface Driver {
  readonly name: string
  connect(url: string, options?: ConnectOptions): Promise<Connected>
  connectCluster(ports: readonly number[]): Promise<Connected>
  connectSentinel(name: string, port: number): Promise<Connected>
}

const HOST = '127.0.0.1'

const nodeRedis: Driver = {
  name: 'node-redis',
  async connect(url, { keyPrefix, authority } = {}) {
    const socket = authority === undefined ? {} : { socket: { tls: true as const, ca: readFileSync(authority) } }
    const prefix = keyPrefix === undefined ? {} : { keyPrefix }
    const client = createClient({ url, disableOfflineQueue: true, ...socket, ...prefix })
    // Without the right password it never gets ready: it goes on trying.
    await new Promise((resolve) => {
      client.on('error', resolve).once('ready', resolve)
      client.connect().catch(resolve)
    })
    return { backend: (now) => createNodeRedisBackend({ client, ...at(now) }), close: async () => client.destroy() }
  },
  async connectCluster(ports) {
    const rootNodes = ports.map((port) => ({ url: `redis://${HOST}:${port}` }))
    const client = createCluster({ rootNodes, defaults: { disableOfflineQueue: true } })
    client.on('error', () => {})
    await client.connect()
    return { backend: (now) => createNodeRedisBackend({ client, ...at(now) }), close: async () => client.destroy() }
  },
  async connectSentinel(name, port) {
    const client = createSentinel({
      name,
      sentinelRootNodes: [{ host: HOST, port }],
      nodeClientOptions: { disableOfflineQueue: true },
    })
    client.on('error', () => {})
    await client.connect()
    return { backend: (now) => createNodeRedisBackend({ client, ...at(now) }), close: () => client.destroy() }
  },
}

const ioredis: Driver = {
  name: 'ioredis',
  async connect(url, { keyPrefix = '', authority } = {}) {
    const tls = authority === undefined ? {} : { tls: { ca: readFileSync(authority) } }
    const client = new Redis(url, { maxRetriesPerRequest: 0, keyPrefix, ...tls })
    client.on('error', () => {})
    return { backend: (now) => createIoredisBackend({ client, ...at(now) }), close: async () => client.disconnect() }
  },
  async connectCluster(ports) {
    const nodes = ports.map((port) => ({ host: HOST, port }))
    const client = new Cluster(nodes, { redisOptions: { maxRetriesPerRequest: 0 } })
    client.on('error', () => {})
    return { backend: (now) => createIoredisBackend({ client, ...at(now) }), close: async () => client.disconnect() }
  },
  async connectSentinel(name, port) {
    const client = new Redis({ name, sentinels: [{ host: HOST, port }], maxRetriesPerRequest: 0 })
    client.on('error', () => {})
    return { backend: (now) => createIoredisBackend({ client, ...at(now) }), close: async () => client.disconnect() }
  },
}

export const drivers: readonly Driver[] = [nodeRedis, ioredis]

function at(now: (() => number) | undefined): { now?: () => number } {
  return now === undefined ? {} : { now }
}
