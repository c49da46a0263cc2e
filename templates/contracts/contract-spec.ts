// What authored modules are made for when the target contract runs on them as they stand. Import it before them.
import { spec } from '../runtime/spec.ts'

Object.assign(spec, { excludes: true, exclude: /^\/excluded\// })
