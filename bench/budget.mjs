// The figures that are not to grow: `budget.json` beside each bench, by the name of what is measured. `--check` holds a run to it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Prints each figure that is above what the budget says, or that the budget does not know, and has the process end with 1 then.
 *
 * @param folder Where the budget is.
 * @param figures Each as `[name, value]`.
 */
export function holdToBudget(folder, figures) {
  const budget = JSON.parse(readFileSync(join(folder, 'budget.json'), 'utf8'))
  const lines = figures
    .filter(([name, value]) => !(value <= budget[name]))
    .map(([name, value]) => `${name}: ${value.toFixed(2)}; the budget says ${budget[name] ?? 'nothing of it'}`)
  lines.forEach((line) => console.error(line))
  process.exitCode = lines.length > 0 ? 1 : 0
}
