import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/reporters'

/** Ends a run with one line that people and machines can read, and with the name of what was skipped. */
const closingLine: Reporter = {
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0 }
    const skipped = new Set<string>()
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) {
        count.failed += 1
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state === 'pending' ? 'failed' : state] += 1
        if (state === 'skipped') {
          skipped.add(test.parent.type === 'suite' ? test.parent.fullName : test.fullName)
        }
      }
    }
    for (const name of skipped) {
      console.log(`skipped: ${name}`)
    }
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  },
}

export default defineConfig({
  test: {
    include: ['{bin,generator,templates,fixtures}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    reporters: ['default', closingLine],
    // Vitest would leave one core free, which on a machine with two is half of it.
    maxWorkers: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
