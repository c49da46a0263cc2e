// Bad inputs on the wire, on emitted code for Express.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('express')
