// Opens the backend in one of several processes.
import type { OpenInProcess } from '../../contracts/backend-worker.ts'
import { drivers } from './redis.harness.ts'

/** @param place As JSON: the driver's name, and the URL of a server or the ports of a cluster's nodes. */
export const open: OpenInProcess = async (place) => {
  const { name, url, ports } = JSON.parse(place) as { name: string; url?: string; ports?: number[] }
  const driver = drivers.find((candidate) => candidate.name === name)
  if (driver === undefined) {
    throw new Error(`no driver is called ${name}`)
  }
  const connected = ports === undefined ? driver.connect(String(url)) : driver.connectCluster(ports)
  return (await connected).backend()
}
