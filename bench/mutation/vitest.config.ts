// The tests that a mutant of a template is tried by: those that stand beside the templates.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['templates/runtime/*.test.ts', 'templates/backends/{memory,cookie}/*-backend.test.ts'],
    exclude: ['**/node_modules/**', '**/*-browser.test.ts'],
    testTimeout: 30_000,
  },
})
