// Bad inputs on the wire, on emitted code for Next.js.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('nextjs')
