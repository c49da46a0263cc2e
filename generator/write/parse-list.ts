// A list of steps that is bound to the folder it stands in: of a stage, and for `undo`.

/** @returns Members that are still to be looked at; none of them for a text that is no such list. */
export function parseList(text: string): { readonly identity?: unknown; readonly steps?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
