// What NestJS' guards, interceptors, exception filters and handlers see of the session.
import { createParamDecorator } from '@nestjs/common'
import { SessionNotInstalledError } from './session-errors.js'

/**
 * @import { ArgumentsHost, ExecutionContext } from '@nestjs/common'
 * @import { Session } from './session.js'
 */

/**
 * @typedef {object} Incoming
 * @property {Session} [session]
 */

/**
 * The caller's session, in a guard, an interceptor or an exception filter. Look it up each time: `regenerate` puts another in
 * its place.
 *
 * @param {ArgumentsHost} host The `ExecutionContext`, or the `ArgumentsHost` of a filter, of an HTTP request.
 * @returns {Session}
 * @throws {SessionNotInstalledError} If the session is switched off for the request, or could not be loaded.
 */
export function getSession(host) {
  /** @type {Incoming} */
  const request = host.switchToHttp().getRequest()
  const session = request.session
  if (session === undefined) {
    throw new SessionNotInstalledError('the application does not use `sessions()`')
  }
  return session
}

/**
 * The caller's session as a parameter of a handler: `@CurrentSession() session: Session`.
 *
 * @type {() => ParameterDecorator}
 */
export const CurrentSession = createParamDecorator(
  (/** @type {unknown} */ _data, /** @type {ExecutionContext} */ context) => getSession(context),
)
