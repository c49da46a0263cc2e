// Bad inputs on the wire, on emitted code for functions of AWS Lambda, behind the stand-in for a gateway.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('aws-lambda')
