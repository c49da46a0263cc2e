// What the React Router target says of itself.
import type { TargetMeta } from '../../meta.ts'
import { reactRouterWire } from './react-router.wire.ts'

export const reactRouter: TargetMeta = {
  name: 'react-router',
  label: 'React Router, framework mode',
  // What builds the framework mode: `react-router` alone may be in the browser, before any server.
  detect: { package: '@react-router/dev', versions: '7 || 8' },
  folder: 'app',
  platform: 'web',
  // A handshake goes past React Router.
  runtimes: ['node'],
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    // React Router's build refuses a module of such a name where it would reach the browser.
    { source: 'targets/react-router/react-router.ts', name: 'react-router.server' },
    { source: 'runtime/web-request.ts', name: 'web-request' },
    { source: 'runtime/web-response.ts', name: 'web-response' },
  ],
  entry: 'react-router.server',
  exports: () => ({ values: ['getSession', 'requestOptionsContext'], types: ['RequestOptions'] }),
  usage: 'targets/react-router/usage.md.hbs',
  testApp: 'targets/react-router/react-router-test-app.ts',
  testAgent: 'targets/react-router/react-router-test-agent.ts',
  testCall: "const response = await agent.fetch('/account')",
  wire: reactRouterWire,
}
