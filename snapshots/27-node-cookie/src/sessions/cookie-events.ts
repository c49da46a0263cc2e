// What is told of sessions in cookies when they are read and sent.
import { storageKeyOf } from './session-id.js'
import { handleOf, publish } from './session-events.js'
import type { SessionRecord } from './session-record.js'
import type { SessionState } from './session-state.js'

/** Tells why what came is no session. */
export function publishNone(state: SessionState, sealed: string | null): void {
  if (state.handle !== null) {
    publish({ type: 'corrupt', session: state.handle })
    state.handle = null
  } else if (state.hadCookie) {
    publish({ type: 'reject', reason: sealed === null ? 'malformed' : 'unknown' })
  }
}

/** Tells what is sent: a session for the first time, a change of it, or its deadline alone. */
export async function publishStored(state: SessionState, record: SessionRecord): Promise<void> {
  const { id, record: before } = state
  if (id !== null) {
    state.handle = handleOf(storageKeyOf(id))
    const type = before === null ? 'create' : before.data === record.data ? 'renew' : 'save'
    publish({ type, session: state.handle })
  }
}
