// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { connect } from './mysql.harness.ts'

/** @param place The URL of a server. */
export const open: OpenInProcess = async (place) => connect(place).backend()
