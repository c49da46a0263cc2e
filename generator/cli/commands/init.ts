// `create-session init --ci`: writes the workflows of GitHub Actions that run it.
import { GeneratorError } from '../../errors.ts'
import { type Command, DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { usageError } from '../failure.ts'
import { printable, styled } from '../terminal.ts'

export const init: Command = {
  words: ['init'],
  summary: 'Write workflows for GitHub Actions',
  about:
    'Writes .github/workflows/sessions.yml into the repository: it runs check on each pull request, with\n' +
    "the project's own package manager. With --upgrade also sessions-upgrade.yml: once a week it takes the\n" +
    'newest create-session, generates, and opens a pull request. A file that is there is not overwritten.\n\n' +
    'Exit code: 0 done, 1 error, 2 an answer is missing or wrong, 3 a file of yours is in the way.',
  options: {
    ci: { type: 'boolean', describe: 'Write the workflow that checks', default: false },
    upgrade: { type: 'boolean', describe: 'Write the one that upgrades, too', default: false },
    ...PROJECT_OPTIONS,
    ...DRY_RUN_OPTION,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session init --ci', 'Check on each pull request'],
    ['npx create-session init --ci --upgrade', 'And stay up to date'],
  ],
  run: async (options, terminal) => {
    if (options['ci'] !== true) {
      throw usageError('Say what to write: --ci', init)
    }
    const [{ addWorkflows }, { isInstalledIn, repositoryOf, workflowsFor }, { readProjectFacts }, { ownVersion }] =
      await Promise.all([
        import('../../ci/add-workflows.ts'),
        import('../../ci/workflows.ts'),
        import('../../plan/project-facts.ts'),
        import('../own-version.ts'),
      ])
    const { root, config } = projectOf(options)
    const facts = readProjectFacts(root)
    const withUpgrade = options['upgrade'] === true
    if (withUpgrade && !isInstalledIn(facts)) {
      throw new GeneratorError({
        code: 'usage',
        message: '--upgrade needs create-session among the dependencies: a version that is not there cannot be raised',
        hint: 'Install it as an exact development dependency, and run this again',
      })
    }
    const isDryRun = options['dry-run'] === true
    const workflows = workflowsFor({ root, config, facts, version: ownVersion(), withUpgrade })
    const files = addWorkflows(repositoryOf(root), workflows, isDryRun)
    if (options['json'] === true) {
      terminal.out(JSON.stringify({ command: 'init', dryRun: isDryRun, files }, null, 2))
      return EXIT.done
    }
    files.forEach(({ path, state }) =>
      terminal.out(
        state === 'new'
          ? `  ${styled(terminal, 'green', 'create')}  ${printable(path)}`
          : `  ${styled(terminal, 'dim', 'same')}    ${printable(path)}`,
      ),
    )
    terminal.out(isDryRun ? 'Nothing was written.' : 'Commit them: they run from then on.')
    return EXIT.done
  },
}
