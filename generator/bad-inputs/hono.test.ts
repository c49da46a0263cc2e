// Bad inputs on the wire, on emitted code for Hono.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('hono')
