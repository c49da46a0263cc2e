// The contract's application on h3, as on Node: what starts it, and its sockets, come from h3 and crossws for this runtime.
export { run } from './h3-node.ts'
