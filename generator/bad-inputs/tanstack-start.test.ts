// Bad inputs on the wire, on emitted code for TanStack Start.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('tanstack-start')
