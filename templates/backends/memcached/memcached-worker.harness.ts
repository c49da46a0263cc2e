// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { MemcachedBackend } from './memcached-backend.ts'
import { MemcachedConnection } from './memcached-connection.ts'

/** @param place The server's port. */
export const open: OpenInProcess = async (place) =>
  new MemcachedBackend(new MemcachedConnection('127.0.0.1', Number(place)))
