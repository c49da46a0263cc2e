// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { connect, type Place } from './sqlite.harness.ts'

/** @param place As JSON: where the file is, and by which driver. */
export const open: OpenInProcess = async (place) => connect(JSON.parse(place) as Place).backend()
