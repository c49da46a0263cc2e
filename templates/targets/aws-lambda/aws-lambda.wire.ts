// Where the sessions go in a function of AWS Lambda: around it.
import type { WireMeta } from '../../wire-meta.ts'

export const awsLambdaWire: WireMeta = {
  makers: [],
  making: 'export const handler = async (event) => …',
  orElse: null,
  passThrough: [],
  chains: false,
  method: null,
  handlers: { listening: null, member: null, others: [], exported: 'handler' },
  isAwaitable: false,
  mounts: [],
  settings: [],
  takers: [],
  before: [],
  catchesFirst: false,
  starters: [],
  starts: [],
  rivals: [],
}
