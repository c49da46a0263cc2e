// The harness of each target, for trees that were emitted: how a test starts the contract's application around one.
import express from 'express'
import type { ContractRoute } from '../templates/contracts/contract-app.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import type { TargetName } from '../templates/registry.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import { start as startLambda } from '../templates/targets/aws-lambda/aws-lambda.harness.ts'
import { missingBuilder as missingAstro } from '../templates/targets/astro/astro-build.harness.ts'
import { start as startAstro } from '../templates/targets/astro/astro.harness.ts'
import { start as startElysia } from '../templates/targets/elysia/elysia.harness.ts'
import { start as startExpress } from '../templates/targets/express/express.harness.ts'
import { start as startFastify } from '../templates/targets/fastify/fastify.harness.ts'
import { start as startFetch } from '../templates/targets/fetch/fetch.harness.ts'
import { start as startH3 } from '../templates/targets/h3/h3.harness.ts'
import { start as startHapi } from '../templates/targets/hapi/hapi.harness.ts'
import { start as startHono } from '../templates/targets/hono/hono.harness.ts'
import { start as startKoa } from '../templates/targets/koa/koa.harness.ts'
import {
  prepareNext,
  PREPARE_MILLISECONDS as NEXT_MILLISECONDS,
  start as startNext,
} from '../templates/targets/nextjs/nextjs.harness.ts'
import { start as startNest } from '../templates/targets/nestjs/nestjs.harness.ts'
import { start as startNestOnFastify } from '../templates/targets/nestjs-fastify/nestjs-fastify.harness.ts'
import { start as startNode } from '../templates/targets/node/node.harness.ts'
import { start as startNuxt } from '../templates/targets/nuxt/nuxt.harness.ts'
import { start as startReactRouter } from '../templates/targets/react-router/react-router.harness.ts'
import { missingBuilder } from '../templates/targets/sveltekit/sveltekit-build.harness.ts'
import { start as startSveltekit } from '../templates/targets/sveltekit/sveltekit.harness.ts'
import { start as startTanstack } from '../templates/targets/tanstack-start/tanstack-start.harness.ts'

/** What the index of a tree exports, of what harnesses need. */
export interface StartedTree {
  readonly sessions: never
  /** Where the session is not on the request. */
  readonly getSession?: never
}

/** Why the application of a target can't be started here. */
export const missingForTarget: Partial<Record<TargetName, string | null>> = {
  sveltekit: missingBuilder,
  astro: missingAstro,
}

type Start = (
  tree: StartedTree,
  options: { readonly backend: SessionBackend },
  more: readonly ContractRoute[],
) => Promise<RunningServer>

export const starts: Readonly<Record<TargetName, Start>> = {
  express: ({ sessions }, options, more) => startExpress(express, sessions, options, more),
  fastify: ({ sessions }, options, more) => startFastify(sessions, options, more),
  hono: ({ sessions }, options, more) => startHono(sessions, options, more),
  node: ({ sessions }, options, more) => startNode(sessions, options, more),
  koa: ({ sessions }, options, more) => startKoa(sessions, options, more),
  fetch: (tree, options, more) => startFetch(tree as never, options, more),
  sveltekit: ({ sessions }, options, more) => startSveltekit(sessions, options, more),
  astro: ({ sessions }, options, more) => startAstro(sessions, options, more),
  'react-router': (tree, options, more) => startReactRouter(tree as never, options, more),
  nextjs: ({ sessions }, options, more) => startNext(sessions, options, more),
  nestjs: (tree, options, more) => startNest(tree as never, options, more),
  'nestjs-fastify': (tree, options, more) => startNestOnFastify(tree as never, options, more),
  h3: ({ sessions }, options, more) => startH3(sessions, options, more),
  'aws-lambda': (tree, options, more) => startLambda(tree as never, options, more),
  hapi: ({ sessions }, options, more) => startHapi(sessions, options, more),
  nuxt: ({ sessions }, options, more) => startNuxt(sessions, options, more),
  'tanstack-start': (tree, options, more) => startTanstack(tree as never, options, more),
  elysia: ({ sessions }, options, more) => startElysia(sessions, options, more),
}

const preparations: Partial<Record<TargetName, () => Promise<void>>> = { nextjs: prepareNext }

/** What takes longer than a test may, for `beforeAll`. */
export async function prepareTarget(target: TargetName): Promise<void> {
  await preparations[target]?.()
}

export const PREPARE_MILLISECONDS: number = NEXT_MILLISECONDS
