// Authentication begins both timeouts anew; use moves the inactivity timeout alone (NIST SP 800-63B-4, 5.2).
import express from 'express'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { Caller } from '../contracts/contract-client.ts'
import { optionRoutes } from '../contracts/option-routes.ts'
import { start } from '../targets/express/express.harness.ts'
import { sessions } from '../targets/express/express.ts'
import { requireRecentAuth } from './recent-auth.ts'

const { MINUTE } = vi.hoisted(() => ({ MINUTE: 60 }))

vi.mock('./spec.ts', async (load) => {
  const { spec } = await load<typeof import('./spec.ts')>()
  const times = { lifetimeSeconds: 30 * MINUTE, absoluteTimeoutSeconds: 60 * MINUTE, renewAfterSeconds: MINUTE }
  return { spec: { ...spec, ...times, absoluteTimeout: true, recentAuth: true, recentAuthSeconds: 10 * MINUTE } }
})

describe('S-O7 S-L13 requirement 41 a session that lives 30 minutes unused and 60 in all', () => {
  const cleanups: (() => void | Promise<void>)[] = []

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) {
      await cleanup()
    }
  })

  /** Each step is a request so many minutes after the one before. @returns When the user had authenticated, or null, in minutes. */
  async function after(steps: readonly (readonly [minutes: number, method: string, path: string])[]) {
    const begin = Date.UTC(2030, 0, 1)
    let time = begin
    const backend = new MemoryBackend(() => time)
    const server = await start(express, sessions, { backend }, optionRoutes({ requireRecentAuth }))
    cleanups.push(() => server.stop())
    const caller = new Caller(server.url)
    cleanups.push(() => caller.close())
    for (const [minutes, method, path] of steps) {
      time += minutes * MINUTE * 1000
      expect((await caller.send(method, path)).status).toBe(200)
    }
    const { at } = JSON.parse((await caller.get('/authenticated')).text) as { at: number | null }
    return at === null ? null : (at - begin) / MINUTE / 1000
  }

  it('ends 60 minutes after the user authenticated, however much it is used', async () => {
    const used = [
      [0, 'POST', '/authenticate'],
      [25, 'GET', '/read'],
      [25, 'GET', '/read'],
    ] as const
    expect(await after([...used, [9, 'GET', '/read']])).toBe(0)
    expect(await after([...used, [10, 'GET', '/read']])).toBe(null)
  })

  it('lives on where the user authenticated again', async () => {
    const again = [
      [0, 'POST', '/authenticate'],
      [25, 'GET', '/read'],
      [25, 'POST', '/authenticate'],
      [25, 'GET', '/read'],
      [25, 'GET', '/read'],
    ] as const
    expect(await after([...again, [9, 'GET', '/read']])).toBe(50)
    expect(await after([...again, [10, 'GET', '/read']])).toBe(null)
  })
})
