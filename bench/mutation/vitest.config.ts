// The tests that a mutant of a template is tried by: those of the authored modules, and the contract of targets on them.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'templates/runtime/*.test.ts',
      'templates/backends/{memory,cookie}/*.test.ts',
      'templates/targets/express/express{,-cookie,-reject,-last-write,-config,-recent-auth}.test.ts',
      'templates/targets/hono/hono-cookie.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/*-browser.test.ts'],
    testTimeout: 30_000,
  },
})
