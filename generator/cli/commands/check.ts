// `create-session check`: whether config and code agree.
import { isAbsolute } from 'node:path'
import { chosenFormat, FORMATS, printCheck } from '../../check/formats.ts'
import { type CheckedProject, failedProject, movedBy, reportOf, wayBetween } from '../../check/report.ts'
import type { Project } from '../../pipeline.ts'
import { type Command, EXECUTE_OPTION, JSON_OPTION, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { asFailure } from '../failure.ts'
import { askedFormat } from '../format-option.ts'
import { projectsOf } from '../projects.ts'
import { ownVersion } from '../own-version.ts'

export const check: Command = {
  words: ['check [configs..]'],
  summary: 'Say whether config and code agree; for CI',
  about:
    'Reads, and writes nothing but its report. Names each difference with its cause and its remedy. A\n' +
    'config that is a plain literal is not executed. What you edited is no drift as long as there is\n' +
    'nothing new for it; a security fix that a file lacks always is. Several projects, named by their\n' +
    'folders or configs, or found in a workspace, get one report.\n\n' +
    'Exit code: 0 they agree, 1 error, 2 drift, 3 drift that you have to decide about. Of several\n' +
    'configs the worst: 1, then 3, then 2.',
  options: {
    format: {
      choices: FORMATS,
      describe: 'For whom; github where GITHUB_ACTIONS is set, else text',
      requiresArg: true,
    },
    ...EXECUTE_OPTION,
    ...PROJECT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session check', 'In CI, beside your tests'],
    ['npx create-session check api admin', 'Several projects, one report'],
    ['npx create-session check --no-execute', "On a stranger's pull request"],
    ['npx create-session check --json', 'For another program'],
    ['npx create-session check --format sarif', 'For code scanning'],
  ],
  run: async (options, terminal, sawCleanRun) => {
    const { checkProject } = await import('../../check/check-project.ts')
    const format = chosenFormat(askedFormat(options, check), process.env)
    const folder = projectOf(options).root
    const checked: CheckedProject[] = []
    const projects = await projectsOf(options, check)
    for (const project of projects) {
      const way = wayBetween(folder, project.root)
      const checking = { mayExecute: options['execute'] !== false, flags: flagsOf(project, way) }
      try {
        const { run, found } = await checkProject(project, checking)
        // What is found in a workspace changes with packages that no run looked at.
        if (projects.length === 1 && way === '') {
          sawCleanRun?.(run)
        }
        checked.push(movedBy(way, found))
      } catch (error) {
        checked.push(movedBy(way, failedProject(project.config ?? 'sessions.config.ts', asFailure(error, check))))
      }
    }
    const report = reportOf(checked)
    printCheck(report, { format, way: wayFromRepository(folder), version: ownVersion() }, terminal)
    return report.exitCode
  },
}

/** What tells another command which project it is for. */
function flagsOf({ config }: Project, way: string): readonly string[] {
  return [...(way === '' ? [] : ['--cwd', way]), ...(config === undefined ? [] : ['--config', config])]
}

/** GitHub names files from the root of the repository, wherever a step runs. */
function wayFromRepository(folder: string): string {
  const root = process.env['GITHUB_WORKSPACE']
  const way = root === undefined ? '' : wayBetween(root, folder)
  return way.startsWith('../') || isAbsolute(way) ? '' : way
}
