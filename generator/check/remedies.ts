// What to do about a finding, in one line that can be pasted.

export interface Remedies {
  readonly nothing: string
  readonly keepEdit: string
  readonly generate: string
  readonly finish: string
  readonly bringFix: string
  readonly removeStale: string
  readonly forgetStale: string
  readonly settle: string
  readonly resolveMarkers: string
  readonly reconsider: string
  readonly wireAgain: (page: string) => string
  readonly wireByHand: (where: string, paste: string) => string
  readonly clearWay: (path: string) => string
  readonly mendByHand: (path: string, check: string) => string
}

/**
 * The remedies for one project.
 *
 * @param flags What names the project behind a command, such as `--cwd packages/api`; empty for the folder that one is in.
 */
export function remediesFor(flags: readonly string[]): Remedies {
  const command = (...words: readonly string[]): string =>
    `\`${['npx create-session', ...words.map(quoted), ...flags.map(quoted)].join(' ')}\``
  const generate = command('generate')
  return {
    nothing: 'Nothing to do: it is no difference that counts',
    keepEdit: 'Nothing to do: your edit stays, and what is new is merged into it',
    generate: `Run ${generate}`,
    finish: `Run ${generate}: it brings that run to its end`,
    bringFix: `Run ${generate}: it brings the fix, and keeps your edits`,
    removeStale: `Run ${generate}: it deletes the file, which nobody changed`,
    forgetStale: `Run ${generate}: it forgets the file, which stays and is yours alone`,
    settle: `See all three texts by ${command('diff')}; settle it by ${command('generate', '--conflict=markers')}, or by =ours or =theirs`,
    resolveMarkers: 'Resolve the markers in your editor, and check again',
    reconsider: 'Change the config, or leave it if it is what you mean',
    wireAgain: (page) => `Wire it in as ${page} says; if it is meant to be gone, ${generate} forgets it`,
    wireByHand: (where, paste) => `By hand: ${where}, put ${paste.trim().replace(/\s*\n\s*/g, ' ')}`,
    clearWay: (path) => `Move it away, choose another folder by \`output\`, or take it in by ${command('adopt', path)}`,
    mendByHand: (path, check) =>
      `Put the fix in by hand and say so by ${command('adopt', path)}. It is in if: ${check}`,
  }
}

/** A word as a shell takes it for one, and for nothing else. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
