// How a client is set up where the top of a module cannot, or must not, wait for it.
import type { TargetMeta } from '../../templates/meta.ts'

/** What is awaited at the top of a module is a store, which need not be there when the application is built. */
export function notWhileBuilding(setup: string, bundle: TargetMeta['bundle']): string {
  if (bundle === undefined) {
    return setup
  }
  const whileServing = setup.replace(/^await (.+)$/gm, `if (${bundle.isServing}) await $1`)
  return bundle.awaits === false ? withoutAwait(whileServing) : whileServing
}

/** At the top of a CommonJS module nothing can be awaited, nor where the bundler's target is an older one. */
export function withoutAwait(setup: string): string {
  return setup.replace(/^(if \(.+\) )?await (.+)$/gm, '$1$2.catch((error) => console.error(error))')
}
