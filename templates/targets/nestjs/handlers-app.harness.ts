// Guards, interceptors, handlers and providers that read and write the session.
import { Readable } from 'node:stream'
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type ModuleMetadata,
  type NestInterceptor,
  Post,
  Redirect,
  Scope,
  Session as NestSession,
  Sse,
  StreamableFile,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common'
import { REQUEST } from '@nestjs/core'
import { interval, map, type Observable, take, tap } from 'rxjs'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { CurrentSession, getSession } from './current-session.ts'
import { asController, onMethod, onParameters } from './decorate.harness.ts'

type Session = SessionObject & SessionData

/** What ran for the requests so far. */
export const order: string[] = []

class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    order.push('guard')
    return getSession(context)['user'] !== undefined
  }
}

class CountsViews implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    getSession(context)['before'] = true
    return next.handle().pipe(tap(() => (getSession(context)['after'] = true)))
  }
}

/** What an interceptor makes of the answer is sent, not what the handler returned. */
class Streams implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((text: unknown) => {
        getSession(context)['streamed'] = true
        return new StreamableFile(Readable.from(String(text)))
      }),
    )
  }
}

/** A provider of one request. */
class Account {
  readonly request: { readonly session: Session }

  constructor(request: { readonly session: Session }) {
    this.request = request
  }
}
Injectable({ scope: Scope.REQUEST })(Account)
Inject(REQUEST)(Account, undefined, 0)

class Handlers {
  read(session: Session): object {
    order.push('handler')
    return { ...session }
  }

  async login(session: Session): Promise<void> {
    const next = await session.regenerate()
    next['user'] = 'ada'
  }

  write(session: Session): object {
    session['color'] = 'red'
    return {}
  }

  stream(session: Session): StreamableFile {
    session['color'] = 'red'
    return new StreamableFile(Readable.from(['one ', 'two ', 'three']))
  }

  text(): string {
    return 'text'
  }

  events(session: Session): Observable<object> {
    session['color'] = 'red'
    return interval(5).pipe(
      take(3),
      map((data) => ({ data: String(data) })),
    )
  }

  lateEvents(session: Session): Observable<object> {
    session['color'] = 'red'
    return interval(5).pipe(
      take(2),
      tap(() => (session['late'] = true)),
      map((data) => ({ data: String(data) })),
    )
  }
}
for (const name of ['read', 'login', 'write', 'stream', 'events', 'lateEvents']) {
  onParameters(Handlers, name, CurrentSession())
}
class BuiltIn {
  read(session: Session): object {
    return { ...session }
  }
}
onParameters(BuiltIn, 'read', NestSession())
onMethod(BuiltIn, 'read', Get('built-in'))
onMethod(Handlers, 'read', Get('read'))
onMethod(Handlers, 'login', Post('login'), Redirect('/read', 303))
onMethod(Handlers, 'write', Get('write'), UseInterceptors(CountsViews))
onMethod(Handlers, 'stream', Get('stream'))
onMethod(Handlers, 'text', Get('text'), UseInterceptors(Streams))
onMethod(Handlers, 'events', Sse('events'))
onMethod(Handlers, 'lateEvents', Sse('late-events'))

class Private {
  read(session: Session): object {
    order.push('handler')
    return { ...session }
  }
}
onParameters(Private, 'read', CurrentSession())
onMethod(Private, 'read', Get('private'), UseGuards(SignedIn))

class Providers {
  readonly account: Account

  constructor(account: Account) {
    this.account = account
  }

  read(): object {
    return { ...this.account.request.session }
  }
}
Inject(Account)(Providers, undefined, 0)
onMethod(Providers, 'read', Get('provided'))

export const MODULE: ModuleMetadata = {
  controllers: [Handlers, BuiltIn, Private, Providers].map((controller) => asController(controller as Type)),
  providers: [Account],
}
