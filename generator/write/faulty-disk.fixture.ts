// The real disk, on which something happens at one of the calls that change it: it fails, it is the last, somebody interferes.
import { type Disk, nodeDisk } from './disk.ts'

export const CALLS = ['makeFolder', 'writeFile', 'rename', 'remove', 'removeEmptyFolder', 'removeFiles'] as const

/** How many calls change the disk. */
export function callsOf(act: (disk: Disk) => void): number {
  let calls = 0
  act(withEachCall(() => (calls += 1)))
  return calls
}

/** This call fails, as the operating system says it. */
export function failingAt(call: number, code: string): Disk {
  return onCall(call, () => {
    throw Object.assign(new Error(`${code}: refused`), { code, syscall: 'open' })
  })
}

/** From this call on nothing happens any more, as if the process were gone. */
export function dyingAt(call: number): Disk {
  let calls = 0
  return withEachCall(() => {
    calls += 1
    if (calls >= call) {
      throw new Error('killed')
    }
  })
}

/** Something happens right before this call. */
export function onCall(call: number, act: () => void): Disk {
  let calls = 0
  return withEachCall(() => {
    calls += 1
    if (calls === call) {
      act()
    }
  })
}

/** The real disk, with something that happens before each call that changes it. */
function withEachCall(before: () => void): Disk {
  const watched = CALLS.map((name) => {
    const act = nodeDisk[name] as (...args: readonly unknown[]) => unknown
    return [
      name,
      (...args: readonly unknown[]) => {
        before()
        return act(...args)
      },
    ]
  })
  return { ...nodeDisk, ...(Object.fromEntries(watched) as Pick<Disk, (typeof CALLS)[number]>) }
}
