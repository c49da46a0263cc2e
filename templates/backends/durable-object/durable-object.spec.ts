// The choices of the backend on Durable Objects.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface DurableObjectSpec extends Spec {
  /** The beginning of every object's name. */
  readonly objectPrefix: string
}

export const spec: DurableObjectSpec = {
  ...core,
  objectPrefix: 'session:',
}
