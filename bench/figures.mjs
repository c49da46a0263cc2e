// What each bench makes of its figures.

/** The value below which a part of them lies: 0.5 is the median. Between two it is in between. */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}

/** Prints a table of texts. */
export function table(heads, rows) {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)))
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  console.log([line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n'))
}
