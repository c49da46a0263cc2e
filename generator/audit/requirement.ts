// What an audit judges a config by.
import type { Facts } from './facts.ts'

/**
 * `met`: the generated code does it. `not-met`: it does not, with this config. `unproven`: it does as it is generated, and a
 * file that does it was edited, or is not what would be generated. `application`: the code leaves it to the application, which
 * an audit does not read. `not-applicable`: there is nothing here that it is about.
 */
export type Verdict = 'met' | 'not-met' | 'unproven' | 'application' | 'not-applicable'

/** From the worst to what asks for nothing. */
export const VERDICTS: readonly Verdict[] = ['not-met', 'unproven', 'application', 'met', 'not-applicable']

export interface Judgement {
  readonly verdict: Verdict
  /** One phrase: what of the config decides it, or what there is to do. */
  readonly why: string
  /** The field of the config that decides it; null where none does. */
  readonly field: string | null
}

export interface Requirement {
  /** The document and the number in it: `ASVS 5.0 7.2.3`. */
  readonly id: string
  /** The lowest level of ASVS that asks for it; null where the document has no levels. */
  readonly level: 1 | 2 | 3 | null
  /** What it asks for, in words of our own. */
  readonly title: string
  /** The templates whose code keeps it, where it is kept. */
  readonly keptBy: readonly string[]
  readonly judge: (facts: Facts) => Judgement
}

/** A requirement of the OWASP Application Security Verification Standard 5.0. */
export function asvs(
  number: string,
  level: 1 | 2 | 3,
  title: string,
  keptBy: readonly string[],
  judge: Requirement['judge'],
): Requirement {
  return { id: `ASVS 5.0 ${number}`, level, title, keptBy: keptBy.map(toSource), judge }
}

/** A requirement of NIST SP 800-63B-4, by its section. */
export function nist(
  section: string,
  title: string,
  keptBy: readonly string[],
  judge: Requirement['judge'],
): Requirement {
  return { id: `NIST SP 800-63B-4 ${section}`, level: null, title, keptBy: keptBy.map(toSource), judge }
}

/** What a cheat sheet of OWASP asks for, by the name of its part. */
export function owasp(
  part: string,
  title: string,
  keptBy: readonly string[],
  judge: Requirement['judge'],
): Requirement {
  return { id: `OWASP ${part}`, level: null, title, keptBy: keptBy.map(toSource), judge }
}

export function met(why: string, field: string | null = null): Judgement {
  return { verdict: 'met', why, field }
}

export function notMet(why: string, field: string | null = null): Judgement {
  return { verdict: 'not-met', why, field }
}

export function upToYou(why: string, field: string | null = null): Judgement {
  return { verdict: 'application', why, field }
}

export function notApplicable(why: string): Judgement {
  return { verdict: 'not-applicable', why, field: null }
}

/** Only a module of `runtime/` is named without its folder. */
function toSource(name: string): string {
  return name.includes('/') ? name : `runtime/${name}.ts`
}
