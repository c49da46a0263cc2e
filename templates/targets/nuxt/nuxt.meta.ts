// What the target Nuxt says of itself.
import type { TargetMeta } from '../../meta.ts'
import { nuxtWire } from './nuxt.wire.ts'

export const nuxt: TargetMeta = {
  name: 'nuxt',
  label: 'Nuxt',
  // h3 is one of its parts: a project may name it for the types alone.
  detect: { package: 'nuxt', versions: '4', above: ['h3'] },
  folder: 'server',
  platform: 'node',
  // Nitro builds for es2019.
  bundle: { isServing: '!import.meta.prerender', awaits: false },
  runtimes: ['node'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/nuxt/nuxt.ts', name: 'nuxt' },
    { source: 'targets/nuxt/nuxt-answers.ts', name: 'nuxt-answers' },
    { source: 'runtime/node-head.ts', name: 'node-head' },
    { source: 'runtime/node-secure.ts', name: 'node-secure' },
    { source: 'runtime/node-session.ts', name: 'node-session' },
  ],
  entry: 'nuxt',
  usage: 'targets/nuxt/usage.md.hbs',
  testApp: 'targets/nuxt/nuxt-test-app.ts',
  testAgent: 'targets/nuxt/nuxt-test-agent.ts',
  testCall: "const response = await agent.fetch('/api/account')",
  wire: nuxtWire,
}
