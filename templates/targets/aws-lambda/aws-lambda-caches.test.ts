// AWS Lambda behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './aws-lambda.harness.ts'
import * as authored from './aws-lambda.ts'

describeCaches(authoredConfig, (options, more) => start(authored, options, more))
