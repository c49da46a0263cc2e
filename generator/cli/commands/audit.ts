// `create-session audit`: which requirements of the standards a config meets.
import type { AuditedSession, Level } from '../../audit/audit.ts'
import { type Command, EXECUTE_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { askedFormat } from '../format-option.ts'
import { ownVersion } from '../own-version.ts'
import { projectsOf } from '../projects.ts'

const FORMATS = ['text', 'json', 'sarif']
const LEVELS = ['1', '2', '3']

export const audit: Command = {
  words: ['audit [configs..]'],
  summary: 'Say which requirements of ASVS, NIST and OWASP a config meets',
  about:
    'Judges the config and the files that are there, requirement by requirement: OWASP ASVS 5.0, NIST\n' +
    'SP 800-63B-4 and OWASP’s cheat sheet on sessions. A requirement is met, not met, up to your\n' +
    'application, or not applicable; it is unproven where a file that keeps it was edited. Behind each\n' +
    'stands why, and in brackets the field of the config that decides it. Reads, and writes nothing.\n\n' +
    'Exit code: 0 nothing is unmet or unproven, 1 error, 2 something is.',
  options: {
    level: { choices: LEVELS, describe: 'The level of ASVS to judge by', default: '2', requiresArg: true },
    format: { choices: FORMATS, describe: 'For whom', requiresArg: true },
    ...EXECUTE_OPTION,
    ...PROJECT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session audit', 'What most applications should meet: level 2'],
    ['npx create-session audit --level 3', 'Every requirement'],
    ['npx create-session audit --format sarif', 'For code scanning'],
  ],
  run: async (options, terminal) => {
    const { audit: auditRun, countsOf } = await import('../../audit/audit.ts')
    const { prepare } = await import('../../pipeline.ts')
    const format = askedFormat(options, audit)
    const level = Number(textOption(options, 'level')) as Level
    const sessions: AuditedSession[] = []
    for (const project of await projectsOf(options, audit)) {
      sessions.push(...auditRun(await prepare(project, { mayExecute: options['execute'] !== false }), level))
    }
    const counts = countsOf(sessions)
    const exitCode = counts['not-met'] + counts.unproven === 0 ? EXIT.done : EXIT.drift
    if (format === 'json') {
      terminal.out((await import('../../audit/as-json.ts')).asJson(sessions, level, exitCode))
    } else if (format === 'sarif') {
      terminal.out((await import('../../audit/as-sarif.ts')).asSarif(sessions, ownVersion()))
    } else {
      const { asText } = await import('../../audit/as-text.ts')
      asText(sessions, level, terminal).forEach((line) => terminal.out(line))
    }
    return exitCode
  },
}
