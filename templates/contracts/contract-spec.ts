// What authored modules are made for when the target contract runs on them as they stand. Import it before them.
import { spec } from '../runtime/spec.ts'
import type { ContractConfig } from './target-contract.ts'

Object.assign(spec, { excludes: true, exclude: /^\/excluded\// })

export const authoredConfig: ContractConfig = {
  side: spec.serverSide ? 'server' : 'client',
  cookieName: spec.cookieName,
  attributes: spec.attributes,
  lifetimeSeconds: spec.lifetimeSeconds,
  renew: spec.renew,
  renewAfterSeconds: spec.renewAfterSeconds,
  onConflict: spec.onConflict,
  excludes: spec.excludes,
}
