// What `check` can find, and what each finding means for CI.

/** `drift`: exit code 2. `conflict`: exit code 3, somebody has to decide. `note`, `warning`: said, and no reason to fail. */
export type Verdict = 'drift' | 'conflict' | 'warning' | 'note'

export type Cause =
  | 'config-changed'
  | 'template-revised'
  | 'edited'
  | 'formatting'
  | 'line-endings'
  | 'missing'
  | 'deleted-by-you'
  | 'orphan'
  | 'conflict-markers'
  | 'security-fix'
  | 'conflict'
  | 'not-generated'
  | 'wiring-gone'
  | 'interrupted'
  | 'config-warning'

export interface CauseFacts {
  /** What it is for a file that is managed; `security-fix` of an ejected file is a warning. */
  readonly verdict: Verdict
  /** A few words, for a heading. */
  readonly title: string
  /** One sentence: what it says about the project. */
  readonly meaning: string
}

/** The table of docs/check.md, in its order. */
export const CAUSES: Readonly<Record<Cause, CauseFacts>> = {
  'config-changed': {
    verdict: 'drift',
    title: 'Config changed',
    meaning: 'The config, or the project that it is for, asks for other code than stands there.',
  },
  'template-revised': {
    verdict: 'drift',
    title: 'Template revised',
    meaning: 'This version of create-session generates the file differently.',
  },
  missing: {
    verdict: 'drift',
    title: 'File missing',
    meaning: 'The config asks for a file that is not there.',
  },
  orphan: {
    verdict: 'drift',
    title: 'File left over',
    meaning: 'The file was generated once, and the config does not ask for it any more.',
  },
  'security-fix': {
    verdict: 'drift',
    title: 'Security fix lacked',
    meaning: 'The file comes from a template that has a security fix since, and does not have it.',
  },
  'wiring-gone': {
    verdict: 'drift',
    title: 'Not wired in',
    meaning: 'What wires the session into the application is gone from it, or is not what the config asks for.',
  },
  interrupted: {
    verdict: 'drift',
    title: 'Run interrupted',
    meaning: 'A run was killed while it wrote: a part of the files may be old, and another new.',
  },
  conflict: {
    verdict: 'conflict',
    title: 'Edit and new code collide',
    meaning: 'You and the generator changed the same lines since the file was generated.',
  },
  'conflict-markers': {
    verdict: 'conflict',
    title: 'Conflict markers',
    meaning: 'The file has conflict markers that nobody has resolved.',
  },
  'not-generated': {
    verdict: 'conflict',
    title: 'File in the way',
    meaning: 'A file that was not generated stands where one would be.',
  },
  'config-warning': {
    verdict: 'warning',
    title: 'Config warning',
    meaning: 'The config is valid, and is probably not what you mean.',
  },
  edited: {
    verdict: 'note',
    title: 'Edited by you',
    meaning: 'You edited the file since it was generated, and there is nothing new for it.',
  },
  formatting: {
    verdict: 'note',
    title: 'Formatted differently',
    meaning: 'The file says what would be generated; only its formatting differs.',
  },
  'line-endings': {
    verdict: 'note',
    title: 'Other line ends',
    meaning: 'The file is what would be generated, with other line ends.',
  },
  'deleted-by-you': {
    verdict: 'note',
    title: 'Deleted by you',
    meaning: 'You deleted a page or an example that no code needs; it stays deleted.',
  },
}
