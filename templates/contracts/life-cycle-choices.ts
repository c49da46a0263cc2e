// The choices that the model of the life cycle is made for. Import it before the modules that read them.
import { spec } from '../runtime/spec.ts'

const DAY_SECONDS = 24 * 60 * 60

Object.assign(spec, {
  absoluteTimeout: true,
  absoluteTimeoutSeconds: 20 * DAY_SECONDS,
  lifetimeSeconds: 10 * DAY_SECONDS,
  renewAfterSeconds: DAY_SECONDS,
})

export const DAY: number = DAY_SECONDS * 1000
