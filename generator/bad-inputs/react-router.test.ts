// Bad inputs on the wire, on emitted code for React Router.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('react-router')
