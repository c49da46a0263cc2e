// The choices of the memcached backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface MemcachedSpec extends Spec {
  /** What every key in memcached begins with. */
  readonly memcachedPrefix: string
}

export const spec: MemcachedSpec = {
  ...core,
  memcachedPrefix: 'session:',
}
