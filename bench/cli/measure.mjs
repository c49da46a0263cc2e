// Runs contestants by turns, so that whatever else the machine does slows all of them down alike.
import { spawnSync } from 'node:child_process'

/**
 * @param contestants `{ name, args, cwd, env, before?, earlier?, floor? }`; `floor` is the name of the contestant that it is compared with,
 *   and with `earlier` the same runs once before the one that is measured.
 * @returns For each name the seconds of each round, in order.
 */
export function measure(node, contestants, rounds) {
  const seconds = new Map(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    // Each round starts with another one: nobody always runs behind the same neighbour.
    const turns = contestants.map((_, index) => contestants[(index + round) % contestants.length])
    for (const { name, args, cwd, env, before, earlier } of turns) {
      before?.()
      if (earlier) {
        spawnSync(node, args, { cwd, env })
        before?.()
      }
      const start = process.hrtime.bigint()
      const { status, stdout, stderr } = spawnSync(node, args, {
        cwd,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const end = process.hrtime.bigint()
      if (status !== 0) {
        throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`)
      }
      seconds.get(name).push(Number(end - start) / 1e9)
    }
  }
  return seconds
}
