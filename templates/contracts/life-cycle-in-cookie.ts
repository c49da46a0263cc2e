// The same choices with sessions in the cookie. Import it before the modules that read them.
import { spec } from '../runtime/spec.ts'

export { DAY } from './life-cycle-choices.ts'

Object.assign(spec, { serverSide: false })
