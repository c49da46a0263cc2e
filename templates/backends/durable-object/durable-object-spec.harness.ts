// Authored modules as they are emitted for a Worker: without Node's own modules. Import it before them.
import { spec } from '../../runtime/spec.ts'

Object.assign(spec, { node: false })
