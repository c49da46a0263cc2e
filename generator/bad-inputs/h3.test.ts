// Bad inputs on the wire, on emitted code for h3.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('h3')
