// Where the sessions go in a NestJS application on Fastify: behind what makes it, before it is initialised.
import type { WireMeta } from '../../wire-meta.ts'
import { fastifyWire } from '../fastify/fastify.wire.ts'
import { nestjsWire } from '../nestjs/nestjs.wire.ts'

export const nestjsFastifyWire: WireMeta = {
  ...fastifyWire,
  makers: nestjsWire.makers,
  making: nestjsWire.making,
  orElse: null,
  passThrough: [],
  settings: nestjsWire.settings,
  takers: [...fastifyWire.takers, ...nestjsWire.takers],
  before: [...fastifyWire.before, ...nestjsWire.before],
  starts: nestjsWire.starts,
  rivals: fastifyWire.rivals,
}
