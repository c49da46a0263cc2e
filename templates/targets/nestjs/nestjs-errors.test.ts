// Errors on NestJS: what its own exception layer answers, and what filters of the application see. On Express and on Fastify.
import { Readable } from 'node:stream'
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  Get,
  HttpException,
  type INestApplication,
  Post,
  StreamableFile,
  type Type,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import type { Session } from '../../runtime/session.ts'
import {
  RecentAuthRequiredError,
  SessionConflictError,
  SessionDestroyedError,
  SessionStoreError,
} from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { CurrentSession, getSession } from './current-session.ts'
import { asController, onMethod, onParameters } from './decorate.harness.ts'
import { platforms } from './platforms.harness.ts'

// As the code is emitted for NestJS.
Object.assign(spec, { httpErrors: true })

class Failing {
  write(session: Session): object {
    session['color'] = 'red'
    return { secret: 'you are logged in' }
  }

  refuse(session: Session): never {
    session['attempts'] = 1
    throw new BadRequestException('no')
  }

  break(session: Session): never {
    session['attempts'] = 1
    throw new Error('broken')
  }

  authenticate(): never {
    throw new RecentAuthRequiredError()
  }

  stream(session: Session): StreamableFile {
    session['color'] = 'red'
    return new StreamableFile(
      new Readable({
        read() {
          this.destroy(new Error('no such file'))
        },
      }),
    )
  }

  read(session: Session): object {
    return { ...session }
  }
}
for (const name of ['write', 'refuse', 'break', 'stream', 'read']) {
  onParameters(Failing, name, CurrentSession())
}
onMethod(Failing, 'write', Post('write'))
onMethod(Failing, 'refuse', Get('refuse'))
onMethod(Failing, 'break', Get('break'))
onMethod(Failing, 'authenticate', Get('authenticate'))
onMethod(Failing, 'stream', Get('stream'))
onMethod(Failing, 'read', Get('read'))
const MODULE = { controllers: [asController(Failing as Type)] }

describe.each(platforms)('NestJS on %s', (_name, create) => {
  let app: INestApplication
  let store: Observation
  let caller: Caller

  beforeEach(async () => {
    const backend = new MemoryBackend()
    store = observe(backend)
    app = (await create(MODULE, { backend })).app
  })

  afterEach(async () => {
    Object.assign(spec, { csrf: false })
    caller.close()
    await app.close()
  })

  async function listen(): Promise<void> {
    await app.listen(0, '127.0.0.1')
    caller = new Caller(await app.getUrl())
  }

  it.each([
    [new SessionDestroyedError(), 409, 'The session has ended: what was written to it cannot be saved'],
    [new SessionConflictError(), 409, 'Another request changed the session at the same time'],
    [new SessionStoreError('10.0.0.7 did not answer'), 503, 'Service Unavailable'],
  ])('S-L5 %s is answered with its status by NestJS itself', async (error, status, message) => {
    await listen()
    store.fail('create', error)
    const reply = await caller.post('/write')
    expect(reply).toMatchObject({ status, setCookie: [] })
    expect(JSON.parse(reply.text)).toEqual({ statusCode: status, message })
  })

  it('S-L5 a session that cannot be loaded is answered with 503, and no handler runs', async () => {
    await listen()
    await caller.post('/write')
    store.fail('get', new SessionStoreError('10.0.0.7 did not answer'))
    expect(await caller.get('/read')).toMatchObject({ status: 503, setCookie: [] })
  })

  it('S-L5 what fails by a fault of the code is a 500 that tells nothing', async () => {
    await listen()
    store.fail('create', new Error('password=hunter2'))
    const reply = await caller.post('/write')
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).not.toMatch(/hunter2|logged in/)
  })

  it.each([
    ['/refuse', 400],
    ['/break', 500],
  ])('S-L6 a handler that throws after writing (%s): saved, with the cookie on the error', async (path, status) => {
    await listen()
    expect(await caller.get(path)).toMatchObject({ status, setCookie: [expect.any(String)] })
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ attempts: 1 })
  })

  it('S-L6 a stream that fails before it has sent anything: the error has the cookie', async () => {
    await listen()
    const reply = await caller.get('/stream')
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.setCookie).toHaveLength(1)
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ color: 'red' })
  })

  it('S-O7 an error that the handler throws has its status', async () => {
    await listen()
    expect(await caller.get('/authenticate')).toMatchObject({ status: 403 })
  })

  it('S-O1 a request of another site is answered with 403 by NestJS itself', async () => {
    Object.assign(spec, { csrf: true })
    await listen()
    const reply = await caller.post('/write', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(reply).toMatchObject({ status: 403, setCookie: [] })
    expect(JSON.parse(reply.text)).toMatchObject({ statusCode: 403 })
    expect(store.calls).toEqual([])
  })

  it('S-L5 a filter of the application sees a failed save once, with the error as its cause', async () => {
    const seen: unknown[] = []
    const adapter = app.get(HttpAdapterHost).httpAdapter
    class EveryError {
      catch(error: unknown, host: ArgumentsHost): void {
        seen.push(error)
        adapter.reply(host.switchToHttp().getResponse(), 'sorry', 418)
      }
    }
    Catch()(EveryError)
    app.useGlobalFilters(new EveryError())
    await listen()
    store.fail('create', new SessionConflictError())
    expect(await caller.post('/write')).toMatchObject({ status: 418, text: 'sorry', setCookie: [] })
    expect(seen).toEqual([expect.any(HttpException)])
    expect((seen[0] as Error).cause).toBeInstanceOf(SessionConflictError)
  })

  it('S-L6 what a filter writes is saved', async () => {
    const adapter = app.get(HttpAdapterHost).httpAdapter
    class Counts {
      catch(_error: unknown, host: ArgumentsHost): void {
        const session = getSession(host)
        session['attempts'] = Number(session['attempts']) + 1
        adapter.reply(host.switchToHttp().getResponse(), 'sorry', 400)
      }
    }
    Catch(BadRequestException)(Counts)
    app.useGlobalFilters(new Counts())
    await listen()
    expect(await caller.get('/refuse')).toMatchObject({ status: 400, setCookie: [expect.any(String)] })
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ attempts: 2 })
  })

  it('S-L1 what NestJS answers of its own accord has no cookie', async () => {
    await listen()
    expect(await caller.get('/no/such/route')).toMatchObject({ status: 404, setCookie: [] })
    expect(store.calls).toEqual([])
  })

  it('S-L2 without sessions(), who looks for one is told so', async () => {
    await listen()
    const host = { switchToHttp: () => ({ getRequest: () => ({}) }) } as unknown as ArgumentsHost
    expect(() => getSession(host)).toThrow('the application does not use `sessions()`')
  })
})
