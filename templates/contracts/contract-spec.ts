// What authored modules are made for when the target contract runs on them as they stand. Import it before them.
import { spec } from '../runtime/spec.ts'
import { type ContractConfig, contractConfig } from './target-contract.ts'

Object.assign(spec, {
  excludes: true,
  exclude: /^\/excluded\//,
  recentAuth: true,
  flash: true,
  csrf: true,
  csrfToken: true,
  readOnlyWithoutStore: true,
  checksData: true,
  clearsSiteData: true,
})

export const authoredConfig: ContractConfig = contractConfig(spec)
