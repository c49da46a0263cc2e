// Handlebars, locked down: a template prints what its view holds and decides nothing.
import Handlebars from 'handlebars'
import { GeneratorError } from '../errors.ts'

// Of its own, so that no helper or partial that something else registers can be seen.
const environment = Handlebars.create()
for (const helper of ['lookup', 'with', 'log', 'blockHelperMissing', 'helperMissing']) {
  environment.unregisterHelper(helper)
}
environment.unregisterDecorator('inline')

/** @param source The template's path below `templates/`, for errors. */
export function render(source: string, text: string, view: object): string {
  try {
    const template = environment.compile(text, {
      strict: true,
      noEscape: true,
      preventIndent: true,
      knownHelpersOnly: true,
      knownHelpers: { each: true, if: true, unless: true },
    })
    return template(withoutPrototypes(view), {
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
    })
  } catch (cause) {
    throw new GeneratorError({
      code: 'template-invalid',
      message: `${source}: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'This is a fault of the template or of the view that the plan prepares for it',
      cause,
    })
  }
}

/** A copy in which a path finds what the view holds, and nothing that every object has. */
function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutPrototypes)
  }
  if (typeof value !== 'object' || value === null) {
    return value
  }
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) {
    copy[name] = withoutPrototypes(member)
  }
  return copy
}
