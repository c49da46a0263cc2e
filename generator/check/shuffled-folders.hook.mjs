// Loaded before a program by --import: folders list their entries in an order that no other disk has.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { readdirSync } = fs
const { readdir } = fs.promises

fs.readdirSync = (...args) => shuffled(readdirSync(...args))
fs.promises.readdir = async (...args) => shuffled(await readdir(...args))
syncBuiltinESMExports()

/** Every other entry from the end, then the rest. */
function shuffled(entries) {
  const backwards = entries.toReversed()
  return [...backwards.filter((_, at) => at % 2 === 0), ...backwards.filter((_, at) => at % 2 === 1)]
}
