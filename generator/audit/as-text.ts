// An audit as people read it: what is wanting first.
import { printable, type Style, styled, type Terminal } from '../cli/terminal.ts'
import { type Audited, type AuditedSession, countsOf, type Level } from './audit.ts'
import { type Verdict, VERDICTS } from './requirement.ts'

const WORDS: Readonly<Record<Verdict, string>> = {
  'not-met': 'not met',
  unproven: 'unproven',
  application: 'up to your application',
  met: 'met',
  'not-applicable': 'not applicable',
}
const STYLES: Readonly<Record<Verdict, Style>> = {
  'not-met': 'red',
  unproven: 'yellow',
  application: 'cyan',
  met: 'green',
  'not-applicable': 'dim',
}

export function asText(
  sessions: readonly AuditedSession[],
  level: Level,
  terminal: Pick<Terminal, 'hasColours'>,
): readonly string[] {
  const counts = countsOf(sessions)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const summary = VERDICTS.map((verdict) => `${counts[verdict]} ${WORDS[verdict]}`).join(', ')
  return [
    ...sessions.flatMap((session) => linesOf(session, terminal)),
    `${total} requirements of ASVS 5.0 up to level ${level}, NIST SP 800-63B-4 and OWASP: ${summary}.`,
  ]
}

function linesOf(session: AuditedSession, terminal: Pick<Terminal, 'hasColours'>): readonly string[] {
  const { name, config, target, backend, results } = session
  const title = `${config}${name === null ? '' : ` ${name}`}: ${target}, ${backend}`
  const groups = VERDICTS.flatMap((verdict) => {
    const group = results.filter(({ judgement }) => judgement.verdict === verdict)
    return group.length === 0
      ? []
      : ['', styled(terminal, STYLES[verdict], WORDS[verdict]), ...group.flatMap(linesOfResult)]
  })
  return [styled(terminal, 'bold', printable(title)), ...groups, '']
}

function linesOfResult({ requirement: { id, level, title }, judgement: { why, field } }: Audited): readonly string[] {
  const grade = level === null ? '' : ` (L${level})`
  const setting = field === null ? '' : ` [${field}]`
  return [`  ${id}${grade}  ${title}`, `      ${printable(why)}${setting}`]
}
