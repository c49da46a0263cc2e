// Bad inputs on the wire, on emitted code for SvelteKit.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('sveltekit')
