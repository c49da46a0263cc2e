// Conflict markers that version control, or a run that was told to, has left in a file.

/** @returns The line of the first conflict that is marked, counted from 1; null where there is none. */
export function findMarkers(text: string): number | null {
  const lines = text.split('\n')
  let opened: number | null = null
  let isDivided = false
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('<<<<<<< ')) {
      opened = index + 1
      isDivided = false
    } else if (/^={7}\r?$/.test(line)) {
      isDivided = opened !== null
    } else if (line.startsWith('>>>>>>> ') && opened !== null && isDivided) {
      return opened
    }
  }
  return null
}
