// What was measured, drawn: a bar for each contestant, as multiples of the bare framework's CPU time.
import { quantile } from '../figures.mjs'
import { FLOOR } from './contestants.mjs'
import { ratios } from './report.mjs'

const PANELS = { anonymous: 'without a session', read: 'a read', write: 'a write', visit: 'login, 10 reads, logout' }
const [LEFT, WIDTH, VALUE, ROW, PANEL_GAP, TOP] = [250, 170, 30, 18, 12, 70]

/** @returns An SVG that follows the reader's light or dark scheme. */
export function plot({ machine, rounds, requests, results }) {
  const works = Object.keys(PANELS)
  const parts = []
  let y = TOP
  for (const { target, rows } of results) {
    const most = Math.ceil(
      Math.max(...rows.flatMap((row) => works.map((work) => quantile(ratios(rows, row, work), 0.9)))),
    )
    const scale = (ratio) => (ratio / most) * (WIDTH - VALUE)
    const top = y
    parts.push(text(8, y + 13, target, 'title'))
    y += ROW
    for (const row of rows.filter(({ contestant }) => contestant !== FLOOR)) {
      const kind = row.contestant === 'ours' ? 'ours' : 'other'
      parts.push(text(LEFT - 8, y + 13, `${row.contestant.replace(/, .*/, '')}, ${row.storage}`, `name ${kind}`))
      for (const [at, work] of works.entries()) {
        const all = ratios(rows, row, work)
        const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => scale(quantile(all, part)))
        const x = LEFT + at * (WIDTH + PANEL_GAP)
        parts.push(
          `<rect class="${kind}" x="${x}" y="${y + 3}" width="${middle.toFixed(1)}" height="${ROW - 6}"/>`,
          `<path class="spread" d="M${(x + low).toFixed(1)} ${y + ROW / 2}H${(x + high).toFixed(1)}"/>`,
          text(x + Math.max(high, middle) + 4, y + 13, quantile(all, 0.5).toFixed(2), 'value'),
        )
      }
      y += ROW
    }
    for (const at of works.keys()) {
      const x = (LEFT + at * (WIDTH + PANEL_GAP) + scale(1)).toFixed(1)
      parts.push(`<path class="floor" d="M${x} ${top + ROW}V${y}"/>`)
    }
    y += ROW / 2
  }
  const heads = works.map((work, at) => text(LEFT + at * (WIDTH + PANEL_GAP), TOP - 14, PANELS[work], 'head'))
  const width = LEFT + works.length * (WIDTH + PANEL_GAP) + 20
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 24}" font-family="system-ui, sans-serif" font-size="11" role="img" aria-label="CPU time of a request with sessions, as multiples of the bare framework's">
<style>
text { fill: #333 } .title, .head { font-weight: 600 } .name { text-anchor: end } .name.ours { font-weight: 600 } .value { font-size: 9px }
rect.ours { fill: #2f6fde } rect.other { fill: #b9bec7 } .spread { stroke: #333; stroke-width: 1 } .floor { stroke: #d2691e; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .spread { stroke: #ddd } rect.other { fill: #6b7280 } }
</style>
${text(8, 18, 'CPU time of a request, as a multiple of the framework without sessions (dashed)', 'title')}
${text(8, 34, `${machine}; median of ${rounds} rounds of ${requests} requests, line: 10 to 90 %`, '')}
${[...heads, ...parts].join('\n')}
</svg>
`
}

function text(x, y, content, kind) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text class="${kind}" x="${x.toFixed(1)}" y="${y}">${escaped}</text>`
}
