// The contract of targets again, on the trees in `snapshots/`: what users get keeps every promise of the authored modules.
import { join } from 'node:path'
import { beforeAll } from 'vitest'
import { optionRoutes } from '../templates/contracts/option-routes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { type ContractConfig, contractConfig, describeTarget } from '../templates/contracts/target-contract.ts'
import type { SpecValue } from '../templates/meta.ts'
import type { TargetName } from '../templates/registry.ts'
import type { Spec } from '../templates/runtime/spec.ts'
import { prepare } from './pipeline.ts'
import type { Plan } from './plan/planned.ts'
import { createProject, SNAPSHOTS, snapshotCases } from './snapshot-cases.fixture.ts'
import { driverOf, missingStore, openers, startStore, type Tree } from './snapshot-stores.fixture.ts'
import { missingForTarget, PREPARE_MILLISECONDS, prepareTarget, starts } from './target-starts.fixture.ts'

/** @param isAsked Which targets: two files share the trees, as each file is run by one worker. */
export async function describeTrees(isAsked: (target: TargetName) => boolean): Promise<void> {
  for (const snapshot of snapshotCases) {
    const folder = temporaryFolder('emitted')
    createProject(folder.path, snapshot)
    const [plan] = (await prepare({ root: folder.path })).plans
    folder.remove()
    // The harnesses know the session, and what switches it off, by the names that are the default.
    const isByDefault = plan?.spec['property'] === 'session' && plan.spec['excludeOptKey'] === 'skipSession'
    if (
      plan !== undefined &&
      isAsked(plan.target as TargetName) &&
      plan.spec['http'] === true &&
      isByDefault &&
      hasDriver(plan)
    ) {
      describeTree(snapshot.name, plan)
    }
  }
}

/** What not every Node has that runs the tests is run where it is, in `sqlite-runtimes.test.ts` and `cloudflare-workers.test.ts`. */
function hasDriver({ files }: Plan): boolean {
  return !files.some(({ source }) => /\/(node-sqlite|cloudflare-d1|durable-object)-backend\.ts$/.test(source))
}

function describeTree(name: string, plan: Plan): void {
  const output = join(SNAPSHOTS, name, plan.output)
  const driver = driverOf(plan)
  const body = (): void => {
    startStore(name, plan, driver)
    beforeAll(() => prepareTarget(plan.target as TargetName), PREPARE_MILLISECONDS)
    const load = async (): Promise<Tree> =>
      (await import(/* @vite-ignore */ join(output, `index${plan.fileExtension}`))) as Tree
    describeTarget({
      name,
      config: configOf(plan),
      open: async (now) => {
        const tree = await load()
        const open = openers[driver] ?? (() => Promise.reject(new Error(`${driver} is not known`)))
        const { SessionStoreError, onSessionEvent } = tree
        return { ...(await open(tree, now)), SessionStoreError, onSessionEvent }
      },
      start: async (options) => {
        const tree = await load()
        return starts[plan.target as TargetName](tree, options, optionRoutes(tree))
      },
    })
  }
  const reason = missingStore(plan, driver) ?? missingForTarget[plan.target as TargetName]
  describeWith(reason ?? null, `S-T1 emitted ${name}`, body)
}

/** The routes of the contract are not among those that a snapshot excludes. */
function configOf(plan: Plan): ContractConfig {
  const values = Object.entries(plan.spec).map(([member, value]) => [member, valueOf(value)])
  return { ...contractConfig(Object.fromEntries(values) as Spec), excludes: false }
}

function valueOf(value: SpecValue): Exclude<SpecValue, { readonly text: string }> {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value
}
