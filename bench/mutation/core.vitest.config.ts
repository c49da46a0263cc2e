// The tests that a mutant of a template is tried by: those that run the authored modules, each choice of `spec` among them, most without a
// server. The contract of targets would take hours: it runs whole servers for each mutant.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['templates/runtime/*.test.ts', 'templates/backends/{memory,cookie}/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*-browser.test.ts'],
    testTimeout: 30_000,
  },
})
