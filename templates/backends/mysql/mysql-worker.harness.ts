// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { drivers } from './mysql.harness.ts'

/** @param place As JSON: the driver's name, and the URL of a server. */
export const open: OpenInProcess = async (place) => {
  const { name, url } = JSON.parse(place) as { name: string; url: string }
  const driver = drivers.find((candidate) => candidate.name === name)
  if (driver === undefined) {
    throw new Error(`no driver is called ${name}`)
  }
  return driver.connect(url).backend()
}
