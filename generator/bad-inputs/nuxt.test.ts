// Bad inputs on the wire, on emitted code for Nuxt.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('nuxt')
