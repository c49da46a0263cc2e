// Bad inputs on the wire, on emitted code for servers of Node's own.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('node')
