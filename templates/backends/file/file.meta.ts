// What the file backend says of itself.
import { posix } from 'node:path'
import { z } from 'zod'
import type { BackendMeta, AuthoredModule } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface FileInput {
  readonly type: 'file'
  /**
   * The folder of the records, from where the application is started: one that this backend has to itself.
   *
   * @default '.session-store'
   * @example '/var/lib/shop/sessions'
   */
  readonly directory?: string | undefined
}

const DIRECTORY = 'a folder that this backend has to itself, such as .session-store; not .sessions'

const options = z.strictObject({
  directory: z.string(DIRECTORY).refine(isOwnFolder, DIRECTORY).default('.session-store'),
})

const modules: readonly AuthoredModule[] = [
  { source: 'backends/file/file-backend.ts', name: 'file-backend' },
  { source: 'backends/file/file-errors.ts', name: 'file-errors' },
  { source: 'backends/file/file-folder.ts', name: 'file-folder' },
  { source: 'backends/file/record-file.ts', name: 'record-file' },
  { source: 'backends/file/file-lock.ts', name: 'file-lock' },
]

export const file: BackendMeta = {
  name: 'file',
  label: 'File',
  side: 'server',
  needs: ['node:fs'],
  options,
  spec: (written) => options.parse(written),
  storage: (written) => `${folderOf(written)}/`,
  privateFolder: (written) => (/^(\/|\.\.|[A-Za-z]:)/.test(folderOf(written)) ? null : folderOf(written)),
  driver: () => null,
  modules: () => modules,
  entry: 'file-backend',
  exports: () => [{ module: 'file-backend', values: ['FileBackend'], types: [] }],
  testBackend: () => 'backends/file/file-test-backend.ts',
  notes: 'backends/file/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'backend', deletesAll: true },
  testedOn: { store: null },
  limits: () => [
    'The processes that share the files run on one machine, on a local disk.',
    'Nothing is flushed to the disk: a machine that loses power may lose its last changes, a logout among them.',
  ],
}

function folderOf(written: Record<string, unknown>): string {
  return posix.normalize(options.parse(written).directory).replace(/\/$/, '')
}

/** The folder itself and `.sessions`, which holds what regenerating needs, are not the backend's own. */
function isOwnFolder(path: string): boolean {
  const parts = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.')
  return (
    parts.length > 0 &&
    parts.at(-1) !== '..' &&
    !parts.includes('.sessions') &&
    [...path].every((character) => character >= ' ')
  )
}
