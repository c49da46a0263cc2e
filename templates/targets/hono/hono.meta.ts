// What the Hono target says of itself.
import type { TargetMeta } from '../../meta.ts'

export const hono: TargetMeta = {
  name: 'hono',
  label: 'Hono',
  detect: 'hono',
  versions: '4 || 5',
  platform: 'web',
  scopes: ['http', 'websocket'],
  sessionObject: { source: 'runtime/session-object-callbacks.ts', name: 'session-callbacks' },
  modules: [
    { source: 'targets/hono/hono.ts', name: 'hono' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-upgrade.ts', name: 'node-upgrade' },
  ],
  entry: 'hono',
  usage: 'targets/hono/usage.md.hbs',
}
