// A real server around a tree that was emitted just now, with the contract's routes: what the bad inputs are sent to.
import { createHash, randomBytes } from 'node:crypto'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../emit/read-template.ts'
import { emitTree } from '../runtime-builds.fixture.ts'
import { prepareTarget, type StartedTree, starts } from '../target-starts.fixture.ts'
import type { SessionInput } from '../config/schema.ts'
import { probingRoutes } from '../../templates/contracts/bad-inputs/probing-routes.ts'
import { RawClient } from '../../templates/contracts/bad-inputs/raw-client.ts'
import { APPLICATION_ID, KEY, PREVIOUS_KEY, sealPayload } from '../../templates/contracts/bad-inputs/sealing.ts'
import type { WireSubject } from '../../templates/contracts/bad-inputs/wire-subject.ts'
import { PLAIN_ANSWERS } from '../../templates/contracts/framework-answers.ts'
import { observe } from '../../templates/contracts/observed-backend.ts'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import type { ServerSideBackend } from '../../templates/runtime/server-side-backend.ts'
import type { SessionBackend } from '../../templates/runtime/session-backend.ts'

/** What an emitted index exports, of what is needed here. */
interface Tree extends StartedTree {
  readonly CookieBackend: new (options: { readonly secrets: string; readonly now: () => number }) => SessionBackend
  readonly MemoryBackend: new (now: () => number) => ServerSideBackend
}

export interface EmittedServer {
  readonly subject: WireSubject
  stop(): Promise<void>
}

/** Emits, starts, and lets the suites see what they need. */
export async function startEmitted(
  target: WireSubject['target'],
  backend: 'cookie' | 'memory',
): Promise<EmittedServer> {
  await prepareTarget(target)
  const folder = temporaryFolder('bad-inputs')
  const config: SessionInput = backend === 'cookie' ? { backend, applicationId: APPLICATION_ID } : { backend }
  const index = await emitTree(join(folder.path, 'project'), target, config)
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
  const tree = (await import(/* @vite-ignore */ index)) as Tree

  const clock = { time: Date.UTC(2030, 0, 1) }
  const now = (): number => clock.time
  const memory = backend === 'memory' ? new tree.MemoryBackend(now) : null
  const store = memory === null ? null : observe(memory)
  const kept = memory ?? new tree.CookieBackend({ secrets: `${KEY},${PREVIOUS_KEY}`, now })
  const server = await starts[target](tree, { backend: kept }, probingRoutes)
  const client = new RawClient(server.url)
  const subject: WireSubject = {
    target,
    side: memory === null ? 'client' : 'server',
    cookieName: '__Host-session',
    tooLargeHead: server.framework?.tooLargeHead ?? PLAIN_ANSWERS.tooLargeHead,
    client,
    open: () => new RawClient(server.url),
    clock,
    store,
    tally: new Map(),
    async plant(data, times) {
      const [createdAt, expiresAt] = [now(), now() + 14 * 24 * 60 * 60 * 1000]
      const record = { data, createdAt, renewedAt: createdAt, expiresAt, version: 1, ...times }
      const id = randomBytes(32).toString('base64url')
      if (memory === null || store === null) {
        return sealPayload({ id, record })
      }
      await memory.set(createHash('sha256').update(id).digest('base64url'), record)
      store.forget()
      return id
    },
  }
  return {
    subject,
    async stop() {
      client.close()
      await server.stop()
      folder.remove()
    },
  }
}
