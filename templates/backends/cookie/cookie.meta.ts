// What the cookie backend says of itself.
import { z } from 'zod'
import type { BackendMeta } from '../../meta.ts'

/** The object form of `backend` in a config. */
export interface CookieInput {
  readonly type: 'cookie'
}

export const cookie: BackendMeta = {
  name: 'cookie',
  label: 'Cookie',
  side: 'client',
  needs: [],
  options: z.strictObject({}),
  spec: () => ({}),
  driver: () => null,
  modules: () => [
    { source: 'backends/cookie/cookie-backend.ts', name: 'cookie-backend' },
    { source: 'backends/cookie/cookie-chunks.ts', name: 'cookie-chunks' },
    { source: 'backends/cookie/cookie-payload.ts', name: 'cookie-payload' },
    { source: 'runtime/secrets.ts', name: 'secrets' },
    { source: 'runtime/base64url.ts', name: 'base64url' },
    { source: 'runtime/seal-format.ts', name: 'seal-format' },
    { source: 'runtime/xaes.ts', name: 'xaes' },
  ],
  entry: 'cookie-backend',
  exports: [{ module: 'cookie-backend', values: ['CookieBackend'], types: [] }],
  testBackend: () => 'backends/cookie/cookie-test-backend.ts',
  notes: 'backends/cookie/notes.md.hbs',
  limits: [
    'A copied cookie lives until it expires: no server keeps sessions, so none can be ended from elsewhere, not even by a logout.',
    'Of two requests that change a session at the same time, the later response wins: the other change is lost.',
  ],
}
