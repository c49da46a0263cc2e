// Bad inputs on the wire, on emitted code for NestJS on Fastify.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('nestjs-fastify')
