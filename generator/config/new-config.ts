// The config that the scaffold writes: small, commented, a plain literal.
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import { stringLiteral } from '../emit/specialise/literal.ts'
import type { FileExtension } from '../plan/planned.ts'
import type { LoadedConfig } from './load.ts'
import { readLiteral } from './read-literal.ts'

const TEMPLATE = 'project/sessions.config.ts.hbs'

/** What a new config says; an output of undefined is the usual folder. */
export interface Choices {
  readonly target: string
  readonly backend: string
  readonly output: string | undefined
}

/** TypeScript is stripped on the way in, whatever the package's type; JavaScript follows it. */
export function newConfigName(extension: FileExtension): string {
  return `sessions.config${extension === '.mts' ? '.ts' : extension}`
}

export function newConfigText({ target, backend, output }: Choices): string {
  return render(TEMPLATE, readTemplate(TEMPLATE), {
    target: stringLiteral(target),
    backend: stringLiteral(backend),
    output: output === undefined ? '' : stringLiteral(output),
  })
}

/** The config as if it had been read from disk. */
export function newConfig(file: string, text: string): LoadedConfig {
  const { value, placeOf } = readLiteral(file, text)
  return { file, value, executed: false, placeOf }
}
