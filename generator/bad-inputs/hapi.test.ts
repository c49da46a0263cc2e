// Bad inputs on the wire, on emitted code for hapi.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('hapi')
