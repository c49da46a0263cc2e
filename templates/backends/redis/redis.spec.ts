// The choices of the Redis backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface RedisSpec extends Spec {
  /** What every key in Redis begins with. */
  readonly redisPrefix: string
}

export const spec: RedisSpec = {
  ...core,
  redisPrefix: 'session:',
}
