// A real NestJS server on Fastify with the contract's routes.
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify'
import { type ContractRoute, contractRoutes } from '../../contracts/contract-app.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import type { sessions as authored, SessionsOptions } from '../fastify/fastify.ts'
import type { getSession as authoredGetSession } from '../nestjs/current-session.ts'
import { createModule, listen } from '../nestjs/nestjs.harness.ts'

/** Of the authored modules, or of an emitted tree. */
export interface NestFastifyTree {
  readonly sessions: typeof authored
  readonly getSession: typeof authoredGetSession
}

/** Starts the contract's application. */
export async function start(
  { sessions, getSession }: NestFastifyTree,
  options: SessionsOptions,
  more: readonly ContractRoute[] = [],
): Promise<RunningServer> {
  const module = createModule([...contractRoutes(), ...more], getSession, ({ skipSession = false }, descriptor) => {
    RouteConfig({ skipSession })(descriptor.value as object, '', descriptor)
  })
  const adapter = new FastifyAdapter({ forceCloseConnections: true })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false })
  await app.register(sessions(options))
  return listen(app, getSession)
}
