// What the target for functions of AWS Lambda says of itself.
import type { TargetMeta } from '../../meta.ts'
import { awsLambdaWire } from './aws-lambda.wire.ts'

export const awsLambda: TargetMeta = {
  name: 'aws-lambda',
  label: 'AWS Lambda (HTTP API, REST API, function URL, load balancer)',
  detect: null,
  platform: 'node',
  runtimes: ['node', 'bun'],
  standIn: 'a server in place of AWS',
  scopes: ['http'],
  sessionObject: { source: 'runtime/session-object.ts', name: 'session-object' },
  modules: [
    { source: 'targets/aws-lambda/aws-lambda.ts', name: 'aws-lambda' },
    { source: 'targets/aws-lambda/lambda-event.ts', name: 'lambda-event' },
    { source: 'targets/aws-lambda/lambda-result.ts', name: 'lambda-result' },
  ],
  entry: 'aws-lambda',
  exports: () => ({ values: ['getSession'], types: ['HandlerOptions', 'WithSession'] }),
  usage: 'targets/aws-lambda/usage.md.hbs',
  testApp: 'targets/aws-lambda/aws-lambda-test-app.ts',
  testAgent: 'targets/aws-lambda/aws-lambda-test-agent.ts',
  testCall: "const result = await agent.invoke({ path: '/account' })",
  wire: awsLambdaWire,
}
