// The word that was probably meant.
import leven from 'leven'

/** The nearest of the known words; null if none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(plain(word), plain(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.ceil(plain(word).length / 3) ? best.candidate : null
}

/** `max_age`, `max-age` and `maxage` are all near `maxAge`. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '')
}
