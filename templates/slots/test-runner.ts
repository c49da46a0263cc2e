// Filled by the package of the user's test runner: each of them exports `it`.
export { it } from 'vitest'
