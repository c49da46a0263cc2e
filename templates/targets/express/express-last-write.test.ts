// The contract of targets, on Express, where the last write wins and nothing renews a session.
import express from 'express'
import { vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { contractConfig, describeTarget } from '../../contracts/target-contract.ts'
import { spec } from '../../runtime/spec.ts'
import { start } from './express.harness.ts'
import { sessions } from './express.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, onConflict: 'last-write-wins', renew: 'never' } }
})

describeTarget({
  name: 'Express 5',
  config: contractConfig(spec),
  open: async (now) => ({ backend: new MemoryBackend(now), close: async () => {} }),
  start: (options) => start(express, sessions, options, optionRoutes()),
})
