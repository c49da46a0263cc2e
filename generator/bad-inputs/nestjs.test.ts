// Bad inputs on the wire, on emitted code for NestJS.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('nestjs')
