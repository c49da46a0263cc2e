// The handlers of the tests as a module of NestJS: decorators are called as functions, so that any compiler takes them.
import { Readable } from 'node:stream'
import { Controller, createParamDecorator, Get, StreamableFile } from '@nestjs/common'
import { getSession } from './current-session.js'

/**
 * @import { ExecutionContext, ModuleMetadata } from '@nestjs/common'
 * @import { Session } from './session.js'
 */

/**
 * Gets what opens the session; says the body, or null where it is empty.
 *
 * @typedef {(open: () => Session) => Promise<AsyncIterable<string> | null>} Handler
 */

/**
 * @param {ReadonlyMap<string, Handler>} handlers By the header `handler` of their request.
 * @param {string} everyPath As the platform's router writes it.
 * @returns {ModuleMetadata}
 */
export function createHandlersModule(handlers, everyPath) {
  class HandlersController {
    /**
     * @param {ExecutionContext} context
     * @returns {Promise<StreamableFile>}
     */
    async handle(context) {
      const { headers } = context.switchToHttp().getRequest()
      const body = await handlers.get(headers.handler ?? '')?.(() => getSession(context))
      return new StreamableFile(Readable.from(body ?? []))
    }
  }
  const { prototype } = HandlersController
  Controller()(HandlersController)
  Get(everyPath)(prototype, 'handle', { value: prototype.handle })
  createParamDecorator((/** @type {unknown} */ _data, /** @type {ExecutionContext} */ context) => context)()(
    prototype,
    'handle',
    0,
  )
  return { controllers: [HandlersController] }
}
