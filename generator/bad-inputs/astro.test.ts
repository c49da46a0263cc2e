// Bad inputs on the wire, on emitted code for Astro.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('astro')
