// Durations and sizes, as a config may write them, and as the emitted code writes them for people.
import { z } from 'zod'

const SECONDS = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const

/** A number of seconds, or text such as `30s`, `15m`, `12h`, `14d`, `2w`. The output is whole seconds. */
export const duration: z.ZodType<number, number | string> = z
  .union([z.int().positive(), z.string().regex(/^\d{1,9}(s|m|h|d|w)$/)])
  .transform((value) => (typeof value === 'number' ? value : secondsOf(value)))
  .pipe(z.number().int().positive())

function secondsOf(text: string): number {
  return Number(text.slice(0, -1)) * SECONDS[text.at(-1) as keyof typeof SECONDS]
}

/** Seconds as people think of them: `14 * 24 * 60 * 60`. */
export function secondsText(seconds: number): string {
  if (seconds % SECONDS.d === 0) {
    return product(seconds / SECONDS.d, '24 * 60 * 60')
  } else if (seconds % SECONDS.h === 0) {
    return product(seconds / SECONDS.h, '60 * 60')
  } else if (seconds % SECONDS.m === 0 && seconds > SECONDS.m) {
    return product(seconds / SECONDS.m, '60')
  } else {
    return String(seconds)
  }
}

function product(count: number, unit: string): string {
  return count === 1 ? unit : `${count} * ${unit}`
}

/** Seconds in words, for people: `14 days`, `36 hours`, `90 seconds`. */
export function secondsWords(seconds: number): string {
  const [unit, name] = (
    [
      [SECONDS.d, 'day'],
      [SECONDS.h, 'hour'],
      [SECONDS.m, 'minute'],
    ] as const
  ).find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  const count = seconds / unit
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
