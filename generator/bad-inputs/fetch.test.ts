// Bad inputs on the wire, on emitted code for handlers of the Fetch API.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('fetch')
