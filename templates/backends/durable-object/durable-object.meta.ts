// What the backend on Cloudflare's Durable Objects says of itself.
import { z } from 'zod'
import type { BackendMeta } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface DurableObjectInput {
  readonly type: 'durable-object'
  /**
   * The beginning of every object's name, 1 to 200 characters. With another one all sessions are new.
   *
   * @default 'session:'
   * @example 'shop:session:'
   */
  readonly prefix?: string | undefined
}

const PREFIX = 'the beginning of every name, such as session: (1 to 200 characters, none of them a control character)'

const options = z.strictObject({
  prefix: z
    .string(PREFIX)
    // oxlint-disable-next-line no-control-regex
    .regex(/^[^\u0000-\u001f\u007f]{1,200}$/, PREFIX)
    .default('session:'),
})

export const durableObject: BackendMeta = {
  name: 'durable-object',
  label: 'Cloudflare Durable Objects',
  side: 'server',
  needs: [],
  runtimes: ['workerd'],
  options,
  spec: (written) => ({ objectPrefix: options.parse(written).prefix }),
  storage: (written) => options.parse(written).prefix,
  driver: () => null,
  client: () => ({ import: "import { env } from 'cloudflare:workers'", setup: 'const client = env.SESSIONS' }),
  modules: () => [
    { source: 'backends/durable-object/durable-object-backend.ts', name: 'durable-object-backend' },
    { source: 'backends/durable-object/durable-session.ts', name: 'durable-session', isEntry: true },
    { source: 'backends/durable-object/durable-object-answer.ts', name: 'durable-object-answer' },
  ],
  entry: 'durable-object-backend',
  exports: () => [{ module: 'durable-object-backend', values: ['DurableObjectBackend'], types: ['SessionNamespace'] }],
  notes: 'backends/durable-object/notes.md.hbs',
  guarantees: { isAtomic: true, findsUsers: true, expiry: 'store', deletesAll: false },
  testedOn: { store: 'workerd, by miniflare 4', insteadOf: 'Cloudflare' },
  limits: () => [
    'Durable Objects are reached from Cloudflare Workers alone. The main module of the Worker has to export the class DurableSession.',
    'Objects cannot be listed: deleteAll always fails. With another prefix in the config all sessions are new.',
    'Its tests run on workerd and miniflare, in place of Cloudflare.',
  ],
}
