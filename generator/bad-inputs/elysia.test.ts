// Bad inputs on the wire, on emitted code for Elysia.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('elysia')
