// NestJS behind shared caches, on Fastify.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { sessions } from '../fastify/fastify.ts'
import { getSession } from '../nestjs/current-session.ts'
import { start } from './nestjs-fastify.harness.ts'

describeCaches(authoredConfig, (options, more) => start({ sessions, getSession }, options, more))
