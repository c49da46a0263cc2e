// Bad inputs on the wire, on emitted code for Fastify.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('fastify')
