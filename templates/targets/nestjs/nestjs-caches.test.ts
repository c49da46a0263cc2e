// NestJS behind shared caches, on Express.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { sessions } from '../express/express.ts'
import { getSession } from './current-session.ts'
import { start } from './nestjs.harness.ts'

describeCaches(authoredConfig, (options, more) => start({ sessions, getSession }, options, more))
