// The choices of the file backend.
import { spec as core, type Spec } from '../../runtime/spec.ts'

export interface FileSpec extends Spec {
  /** Where records are kept; relative to the folder that the process was started in. */
  readonly directory: string
}

export const spec: FileSpec = {
  ...core,
  directory: '.session-store',
}
