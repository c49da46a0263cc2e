// The emitted files of a plan, before they are formatted.
import type { EmittedFile, Plan, TemplatePart } from '../plan/planned.ts'
import { toJavaScript } from './javascript.ts'
import { readPrepared } from './prepared/read-prepared.ts'
import { readTemplate } from './read-template.ts'
import { render } from './render.ts'
import { type Code, type Module, specialise, specialisePrepared } from './specialise.ts'
import type { Links } from './specialise/relink.ts'

/**
 * The plan says everything; the texts of the templates are all that is read.
 *
 * @param read The text of a template, by its path below `templates/`.
 * @param specialised The text of each file of the code of which something is left, by path.
 */
export function emit(
  plan: Plan,
  read: (source: string) => string = readTemplate,
  specialised: (code: Code) => ReadonlyMap<string, string> = specialiseCode,
): readonly EmittedFile[] {
  const sources = new Map(plan.files.map(({ path, source }) => [path, source]))
  const links: Links = {
    slots: plan.slots,
    paths: new Map(plan.files.map(({ path, source }) => [source, path])),
    extension: plan.importExtension,
  }
  const modules: Module[] = []
  const rendered = new Map<string, string>()
  const other = new Map<string, string>()
  const roots = new Set<string>()

  for (const file of plan.files) {
    const text = read(file.source)
    switch (file.kind) {
      case 'module':
        modules.push({ source: file.source, path: file.path, text })
        if (file.isEntry === true || /(\.test|\/testing)\.\w+$/.test(file.path)) roots.add(file.path)
        break
      case 'template':
        if (file.source.endsWith('.ts.hbs') && file.path.endsWith(plan.fileExtension)) {
          rendered.set(file.path, render(file.source, text, withParts(file.view)))
          roots.add(file.path)
        } else {
          other.set(file.path, render(file.source, text, withParts(file.view)))
        }
    }
  }

  const typed = specialised({ modules, rendered, roots, links, spec: plan.spec })
  const written = plan.fileExtension.endsWith('js') ? toJavaScript(typed) : typed
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

function specialiseCode(code: Code): ReadonlyMap<string, string> {
  return specialisePrepared(code, readPrepared) ?? specialise(code)
}

function isPart(value: unknown): value is TemplatePart {
  return typeof value === 'object' && value !== null && 'source' in value && 'view' in value
}
