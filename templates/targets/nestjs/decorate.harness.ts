// Controllers without the syntax of decorators: what runs these tests compiles none. Each is called as the function that it is.
import { Controller, type Type } from '@nestjs/common'

/** Puts decorators on a method. */
export function onMethod(target: Type, name: string, ...decorators: readonly MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name) ?? {}
  decorators.forEach((decorator) => decorator(target.prototype as object, name, descriptor))
}

/** Puts decorators on the parameters of a method, in their order. */
export function onParameters(target: Type, name: string, ...decorators: readonly ParameterDecorator[]): void {
  decorators.forEach((decorator, index) => decorator(target.prototype as object, name, index))
}

/** Makes a controller of a class. */
export function asController<T extends Type>(target: T, path = '/'): T {
  Controller(path)(target)
  return target
}
