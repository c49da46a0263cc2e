// What was measured, as tables; and what of it is over the budget.
import { quantile, table } from '../figures.mjs'
import { FLOOR, GOALS } from './contestants.mjs'

const WORK_TITLES = {
  anonymous: 'GET without a session',
  read: 'GET that reads',
  write: 'GET that writes',
  visit: 'login, 10 reads, logout',
}

/** What a session adds to a request, round by round: microseconds of CPU time over the bare framework in the same round. */
export function overheads(rows, row, work) {
  const floor = rows.find(({ contestant }) => contestant === FLOOR).works[work].microseconds
  return row.works[work].microseconds.map((value, round) => value - floor[round])
}

/** The CPU time of a request as a multiple of the bare framework's, round by round. */
export function ratios(rows, row, work) {
  const floor = rows.find(({ contestant }) => contestant === FLOOR).works[work].microseconds
  return row.works[work].microseconds.map((value, round) => value / floor[round])
}

/** What ours adds as a part of what the best of the others adds that keeps sessions in the same place; null without one. */
export function besideBest(rows, row, work) {
  const peers = rows.filter(({ contestant, storage }) => contestant !== 'ours' && storage === row.storage)
  const best = Math.min(...peers.map((peer) => quantile(overheads(rows, peer, work), 0.5)))
  return peers.length === 0 ? null : quantile(overheads(rows, row, work), 0.5) / best
}

export function print({ target, rows }) {
  for (const [work, title] of Object.entries(WORK_TITLES)) {
    const lines = rows.map((row) => {
      const { p50, p99, cookieBytes } = row.works[work]
      const of = row.contestant === FLOOR ? null : ratios(rows, row, work)
      const over = overheads(rows, row, work)
      return [
        row.contestant,
        row.storage ?? '',
        of === null ? 'floor' : quantile(of, 0.5).toFixed(2),
        of === null ? '' : `${quantile(of, 0.1).toFixed(2)}–${quantile(of, 0.9).toFixed(2)}`,
        of === null ? '' : `${quantile(over, 0.5).toFixed(0)} µs`,
        `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`,
        cookieBytes.toFixed(0),
        verdict(rows, row, work),
      ]
    })
    table([`${target}: ${title}`, 'kept in', 'CPU', '10–90 %', 'over', 'p50 / p99', 'Set-Cookie', 'goal'], lines)
  }
  const kept = rows
    .filter(({ storage }) => storage === 'memory' || storage === 'redis')
    .map(({ contestant, storage, lostUpdates, storeCalls, memory }) => [
      contestant,
      storage,
      `${lostUpdates} of 50`,
      storeCalls === null
        ? ''
        : Object.values(storeCalls)
            .map((calls) => calls.toFixed(2))
            .join(' / '),
      memory === null ? '' : `${memory.perSession.toFixed(0)} B, ${(memory.resident / 2 ** 20).toFixed(0)} MB`,
    ])
  table(
    [`${target}: at the store`, 'kept in', 'lost updates', 'calls: none / read / write', 'a session, 100,000 resident'],
    kept,
  )
}

function verdict(rows, row, work) {
  const { floor, peer } = GOALS[work]
  if (row.contestant !== 'ours') {
    return ''
  }
  if (floor !== undefined) {
    return `≤ ${floor}: ${quantile(ratios(rows, row, work), 0.5) <= floor ? 'met' : 'missed'}`
  }
  const part = besideBest(rows, row, work)
  return part === null ? '' : `≤ ${peer} of the best: ${part.toFixed(2)}, ${part <= peer ? 'met' : 'missed'}`
}

/** @returns The ratio of each of ours to the bare framework, as `[name, value]`. */
export function figuresOf(results) {
  return results.flatMap(({ target, rows }) =>
    rows
      .filter(({ contestant }) => contestant === 'ours')
      .flatMap((row) =>
        Object.keys(WORK_TITLES).map((work) => [
          `${target}, ${row.storage}, ${work}`,
          quantile(ratios(rows, row, work), 0.5),
        ]),
      ),
  )
}
