// The contract of targets, on Express, where a later writer is refused and a write alone renews a session of the browser.
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
  return {
    spec: {
      ...spec,
      onConflict: 'reject',
      checksData: true,
      onInvalidData: 'reject',
      renew: 'on-write',
      browserSession: true,
    },
  }
})

describeTarget({
  name: 'Express 5',
  config: contractConfig(spec),
  open: async (now) => ({ backend: new MemoryBackend(now), close: async () => {} }),
  start: (options) => start(express, sessions, options, optionRoutes()),
})
