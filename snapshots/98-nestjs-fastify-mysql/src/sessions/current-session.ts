// What NestJS' guards, interceptors, exception filters and handlers see of the session.
import { type ArgumentsHost, createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Session } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'

interface Incoming {
  readonly session?: Session
}

/**
 * The caller's session, in a guard, an interceptor or an exception filter. Look it up each time: `regenerate` puts another in
 * its place.
 *
 * @param host The `ExecutionContext`, or the `ArgumentsHost` of a filter, of an HTTP request.
 * @throws {SessionNotInstalledError} If the session is switched off for the request, or could not be loaded.
 */
export function getSession(host: ArgumentsHost): Session {
  const request: Incoming = host.switchToHttp().getRequest()
  const session = request.session
  if (session === undefined) {
    throw new SessionNotInstalledError('the application does not use `sessions()`')
  }
  return session
}

/** The caller's session as a parameter of a handler: `@CurrentSession() session: Session`. */
export const CurrentSession: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => getSession(context),
)
