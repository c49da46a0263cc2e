// Bad inputs on the wire, on emitted code for Koa.
import { describeOnWire } from './on-wire.fixture.ts'

describeOnWire('koa')
