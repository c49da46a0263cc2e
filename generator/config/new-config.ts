// The config that the scaffold writes: small, commented, a plain literal.
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import { stringLiteral } from '../emit/specialise/literal.ts'
import type { FileExtension } from '../plan/planned.ts'
import type { LoadedConfig } from './load.ts'
import { readLiteral } from './read-literal.ts'

const TEMPLATE = 'project/sessions.config.ts.hbs'

/** What a new config says; what is undefined is as usual. */
export interface Choices {
  readonly target: string
  readonly backend: string
  /** The driver, of a backend that has several. */
  readonly client?: string | undefined
  readonly output: string | undefined
  /** Durations, as a config writes them. */
  readonly maxAge?: string | undefined
  readonly idleTimeout?: string | undefined
  readonly absoluteTimeout?: string | undefined
}

const USUAL_MAX_AGE = '14d'

/** TypeScript is stripped on the way in, whatever the package's type; JavaScript follows it. */
export function newConfigName(extension: FileExtension): string {
  return `sessions.config${extension === '.mts' ? '.ts' : extension}`
}

export function newConfigText(choices: Choices): string {
  const { target, backend, client, output, maxAge = USUAL_MAX_AGE, idleTimeout, absoluteTimeout } = choices
  const name = stringLiteral(backend)
  return render(TEMPLATE, readTemplate(TEMPLATE), {
    target: stringLiteral(target),
    backend: client === undefined ? name : `{ type: ${name}, client: ${stringLiteral(client)} }`,
    output: literalOrNothing(output),
    maxAge: durationLiteral(maxAge),
    isBrowserSession: maxAge === 'session',
    idleTimeout: durationLiteral(idleTimeout),
    absoluteTimeout: durationLiteral(absoluteTimeout),
  })
}

function literalOrNothing(text: string | undefined): string {
  return text === undefined ? '' : stringLiteral(text)
}

/** Digits alone are seconds. */
function durationLiteral(text: string | undefined): string {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? text : literalOrNothing(text)
}

/** The config as if it had been read from disk. */
export function newConfig(file: string, text: string): LoadedConfig {
  const { value, placeOf } = readLiteral(file, text)
  return { file, value, executed: false, placeOf }
}
