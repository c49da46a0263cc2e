// The emitted files of a plan, before they are formatted.
import type { EmittedFile, Plan, TemplatePart } from '../plan/planned.ts'
import { toJavaScript } from './javascript.ts'
import { readTemplate } from './read-template.ts'
import { render } from './render.ts'
import { fold } from './specialise/fold.ts'
import { dropParameters } from './specialise/parameters.ts'
import type { Parsed } from './specialise/program.ts'
import { prune } from './specialise/prune.ts'
import { type Links, relink } from './specialise/relink.ts'

/**
 * The plan says everything; the texts of the templates are all that is read.
 *
 * @param read The text of a template, by its path below `templates/`.
 */
export function emit(plan: Plan, read: (source: string) => string = readTemplate): readonly EmittedFile[] {
  const sources = new Map(plan.files.map(({ path, source }) => [path, source]))
  const links: Links = {
    slots: plan.slots,
    paths: new Map(plan.files.map(({ path, source }) => [source, path])),
    extension: plan.importExtension,
  }
  const code = new Map<string, string>()
  const other = new Map<string, string>()
  /** What the application reads: the index, the shape of its session, the tests of the copy, the kit for tests. */
  const roots = new Set<string>()

  for (const file of plan.files) {
    const text = read(file.source)
    switch (file.kind) {
      case 'module':
        code.set(file.path, relink(file.source, fold(file.source, text, plan.spec), links))
        if (/(\.test|\/testing)\.\w+$/.test(file.path)) roots.add(file.path)
        break
      case 'template':
        if (file.source.endsWith('.ts.hbs') && file.path.endsWith(plan.fileExtension)) {
          code.set(file.path, render(file.source, text, withParts(file.view)))
          roots.add(file.path)
        } else {
          other.set(file.path, render(file.source, text, withParts(file.view)))
        }
    }
  }

  const parsed: Parsed = new Map()
  const pruned = prune(dropParameters(prune(code, roots, parsed), roots, parsed), roots, parsed)
  const written = plan.fileExtension.endsWith('js') ? toJavaScript(pruned) : pruned
  return [...written, ...other]
    .map(([path, text]) => ({ path, text, source: sources.get(path) ?? sourceOfDeclarations(path) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))

  /** A member of a view that is a template with its own view prints as the text of that. */
  function withParts(view: object): object {
    return Object.fromEntries(
      Object.entries(view).map(([name, value]) => [
        name,
        isPart(value) ? render(value.source, read(value.source), value.view) : value,
      ]),
    )
  }

  /** `express-types.d.ts` stands beside `express.js`, and comes from the same module. */
  function sourceOfDeclarations(path: string): string {
    return sources.get(path.replace(/-types\.d\.m?ts$/, plan.fileExtension)) ?? ''
  }
}

function isPart(value: unknown): value is TemplatePart {
  return typeof value === 'object' && value !== null && 'source' in value && 'view' in value
}
