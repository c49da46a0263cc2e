// The choices of the memory backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface MemorySpec extends Spec {
  readonly maxSessions: number
  readonly allowInProduction: boolean
}

export const spec: MemorySpec = {
  ...core,
  maxSessions: 10_000,
  allowInProduction: false,
}
