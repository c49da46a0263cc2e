// Authored modules as they are emitted for D1 and a Worker: without Node's own modules, without a timer. Import it before them.
import { spec } from '../../runtime/spec.ts'
import { spec as sqlSpec } from '../../runtime/sql.spec.ts'

Object.assign(spec, { node: false })
Object.assign(sqlSpec, { node: false, database: 'D1', sweepsByTimer: false })
