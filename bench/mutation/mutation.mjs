// Tries mutants of the code by its tests, and prints what is left: a table by module, and each mutant that no test noticed.
//
//   npm run mutation                   both parts, an hour
//   npm run mutation -- core           what is emitted
//   npm run mutation -- reconcile      what merges it with edits
//   npm run mutation -- --print        what the last run came to
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PARTS = ['core', 'reconcile']
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const stryker = here('node_modules/@stryker-mutator/core/bin/stryker.js')

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const unknown = named.filter((name) => !PARTS.includes(name))
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}: there are ${PARTS.join(' and ')}.`)
  process.exit(2)
}
const parts = named.length > 0 ? named : PARTS

if (!process.argv.includes('--print')) {
  if (!existsSync(stryker)) {
    console.error('Stryker is not installed: npm ci --prefix bench/mutation --ignore-scripts')
    process.exit(2)
  }
  for (const part of parts) {
    const { status } = spawnSync(process.execPath, [stryker, 'run', here(`${part}.config.json`)], { stdio: 'inherit' })
    if (status !== 0) {
      process.exit(status ?? 1)
    }
  }
}
for (const part of parts) {
  print(part, JSON.parse(readFileSync(here(`${part}.report.json`), 'utf8')))
}

/** A mutant that a test loops for ever on is noticed too. */
function print(part, { files }) {
  const rows = Object.entries(files).map(([name, { source, mutants }]) => {
    const tried = mutants.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError')
    const left = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    return { name, source, tried: tried.length, left }
  })
  const tried = sum(rows.map((row) => row.tried))
  const left = sum(rows.map((row) => row.left.length))
  console.log(
    `\n## ${part}: ${tried} mutants, ${score(tried, left)}\n\n| module | mutants | noticed | left |\n| --- | --: | --: | --: |`,
  )
  for (const row of rows) {
    console.log(`| \`${row.name}\` | ${row.tried} | ${score(row.tried, row.left.length)} | ${row.left.length} |`)
  }
  for (const { name, source, left: survivors } of rows.filter((row) => row.left.length > 0)) {
    console.log(`\n### ${name}\n`)
    const lines = source.split('\n')
    for (const { location, replacement, status } of survivors) {
      const { start, end } = location
      const before = lines[start.line - 1].slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined)
      const note = status === 'NoCoverage' ? ' (no test comes here)' : ''
      console.log(`- ${start.line}: \`${before}\` → \`${replacement.replaceAll(/\s+/g, ' ')}\`${note}`)
    }
  }
}

function score(tried, left) {
  return tried === 0 ? '–' : `${(((tried - left) / tried) * 100).toFixed(1)} %`
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
