// The sessions of a user over the wire: emitted code on each target, as an application uses it beside its middleware.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Caller } from '../templates/contracts/contract-client.ts'
import type { ContractRoute } from '../templates/contracts/contract-app.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import type { ServerSideBackend } from '../templates/runtime/server-side-backend.ts'
import { targetNames } from '../templates/registry.ts'
import { packageRoot } from './emit/read-template.ts'
import { emitTree } from './runtime-builds.fixture.ts'
import { PREPARE_MILLISECONDS, prepareTarget, type StartedTree, starts } from './target-starts.fixture.ts'

interface Tree extends StartedTree {
  readonly MemoryBackend: new () => ServerSideBackend
}

describe.each(targetNames)('%s', (target) => {
  const folder = temporaryFolder('users')
  let server: RunningServer
  let callers: Caller[] = []

  beforeAll(() => prepareTarget(target), PREPARE_MILLISECONDS)
  beforeAll(async () => {
    const config = { backend: 'memory', userKey: 'account', maxPerUser: 2 } as const
    const index = await emitTree(join(folder.path, 'project'), target, config)
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    const tree = (await import(/* @vite-ignore */ index)) as Tree
    const backend = new tree.MemoryBackend()
    server = await starts[target](tree, { backend }, routesOf(backend))
  })
  afterAll(async () => {
    callers.forEach((caller) => caller.close())
    await server.stop()
    folder.remove()
  })

  const login = async (account: string): Promise<Caller> => {
    const caller = new Caller(server.url)
    callers = [...callers, caller]
    await caller.post(`/users/login?account=${account}`)
    return caller
  }
  const whoIs = async (caller: Caller): Promise<unknown> => JSON.parse((await caller.get('/users/me')).text)

  it('S-U3 a change of the password logs out everywhere else', async () => {
    const [mine, stolen, other] = [await login('ada'), await login('ada'), await login('bob')]
    expect(await whoIs(stolen)).toEqual({ account: 'ada', devices: 2 })
    expect(JSON.parse((await mine.post('/users/password')).text)).toEqual({ ended: 1 })
    expect(await whoIs(stolen)).toEqual({ devices: 0 })
    expect(await whoIs(mine)).toEqual({ account: 'ada', devices: 1 })
    expect(await whoIs(other)).toEqual({ account: 'bob', devices: 1 })
  })

  it('S-U4 20 parallel logins are answered, and leave as many sessions as the config allows', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => login('eve')))
    const answers = await Promise.all(all.map(whoIs))
    expect(answers.filter((answer) => JSON.stringify(answer) === '{"account":"eve","devices":2}')).toHaveLength(2)
    expect(answers.filter((answer) => JSON.stringify(answer) === '{"devices":0}')).toHaveLength(18)
  })
})

function routesOf(backend: ServerSideBackend): readonly ContractRoute[] {
  return [
    {
      method: 'POST',
      path: '/users/login',
      async handle(context) {
        await context.session.regenerate()
        context.session['account'] = context.query.get('account')
        return { body: {} }
      },
    },
    {
      method: 'GET',
      path: '/users/me',
      async handle({ session }) {
        const listed = await backend.listForUser(String(session['account']))
        return { body: { account: session['account'], devices: listed.length } }
      },
    },
    {
      method: 'POST',
      path: '/users/password',
      async handle({ session }) {
        return { body: { ended: await backend.deleteForUser(String(session['account']), { except: session }) } }
      },
    },
  ]
}
