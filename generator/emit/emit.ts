// The emitted files of a plan, before they are formatted.
import { readFileSync } from 'node:fs'
import type { EmittedFile, Plan } from '../plan/planned.ts'
import { toJavaScript } from './javascript.ts'
import { readTemplate } from './read-template.ts'
import { render } from './render.ts'
import { fold } from './specialise/fold.ts'
import { prune } from './specialise/prune.ts'
import { type Links, relink } from './specialise/relink.ts'

/** Reads the package's own templates; beyond these, the plan says everything. */
export function emit(plan: Plan): readonly EmittedFile[] {
  const links: Links = {
    slots: plan.slots,
    paths: new Map(plan.files.map(({ source, path }) => [source, path])),
    extension: plan.importExtension,
  }
}
