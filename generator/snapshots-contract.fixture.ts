// The contract of targets again, on the trees in `snapshots/`: what users get keeps every promise of the authored modules.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { configText, pairs } from '../fixtures/configs/pairs.ts'
import { optionRoutes } from '../templates/contracts/option-routes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import { type ContractConfig, contractConfig, describeTarget } from '../templates/contracts/target-contract.ts'
import type { SpecValue } from '../templates/meta.ts'
import type { TargetName } from '../templates/registry.ts'
import type { Spec } from '../templates/runtime/spec.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'
import type { Plan } from './plan/planned.ts'
import { createProject, type SnapshotCase, SNAPSHOTS, snapshotCases } from './snapshot-cases.fixture.ts'
import { driverOf, missingStore, openers, startStore, type Tree } from './snapshot-stores.fixture.ts'
import { missingForTarget, PREPARE_MILLISECONDS, prepareTarget, starts } from './target-starts.fixture.ts'

/** @param isAsked Which targets: two files share the trees, as each file is run by one worker. */
export async function describeTrees(isAsked: (target: TargetName) => boolean): Promise<void> {
  for (const snapshot of snapshotCases) {
    const folder = temporaryFolder('emitted')
    const plan = await planIn(folder.path, snapshot)
    folder.remove()
    if (plan !== undefined && isAsked(plan.target as TargetName) && hasDriver(plan)) {
      if (isKnown(plan)) {
        describeTree(snapshot.name, join(SNAPSHOTS, snapshot.name), plan)
      } else {
        await describeKnown(snapshot)
      }
    }
  }
}

async function planIn(root: string, snapshot: SnapshotCase): Promise<Plan | undefined> {
  createProject(root, snapshot)
  return (await prepare({ root })).plans[0]
}

/** The harnesses know sessions of requests, by the name that is the default, and so what switches them off. */
function isKnown({ spec }: Plan): boolean {
  return spec['http'] === true && spec['property'] === 'session' && spec['excludeOptKey'] === 'skipSession'
}

/** A tree that they do not know, as its config would emit it with what they know: no store goes without a target. */
async function describeKnown(snapshot: SnapshotCase): Promise<void> {
  const pair = pairs.find(({ name }) => name === snapshot.name)
  if (pair !== undefined) {
    const { scopes: _scopes, excludeOptKey: _excludeOptKey, ...config } = pair.config
    const folder = temporaryFolder('emitted')
    const plan = await planIn(folder.path, { ...snapshot, config: configText(config) })
    apply(await prepare({ root: folder.path }))
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    afterAll(() => folder.remove())
    if (plan !== undefined) {
      describeTree(snapshot.name, folder.path, plan)
    }
  }
}

/** What not every Node has that runs the tests is run where it is, in `sqlite-runtimes.test.ts` and `cloudflare-workers.test.ts`. */
function hasDriver({ files }: Plan): boolean {
  return !files.some(({ source }) => /\/(node-sqlite|cloudflare-d1|durable-object)-backend\.ts$/.test(source))
}

function describeTree(name: string, root: string, plan: Plan): void {
  const output = join(root, plan.output)
  const driver = driverOf(plan)
  const body = (): void => {
    startStore(root, plan, driver)
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
