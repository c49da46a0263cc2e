// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { FileBackend } from './file-backend.ts'

/** @param place The folder of the files. */
export const open: OpenInProcess = async (place) => new FileBackend(undefined, place)
