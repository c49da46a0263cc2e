// The tests that a mutant of reconciling and merging is tried by: decisions over texts. Those that run the whole generator would take hours.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['generator/reconcile/*.test.ts', 'generator/merge/merge.test.ts'],
    testTimeout: 30_000,
  },
})
