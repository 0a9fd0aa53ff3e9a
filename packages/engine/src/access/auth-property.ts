import type { Auth } from './auth.ts'

/**
 * Creates what puts `auth` on a framework's own object for a request, where handlers read it. It is not enumerable, so that
 * neither a copy nor a log of the request has it, and may be set, since others use that name too. For adapters.
 */
export function createAuthProperty<Key extends object>(read: (key: Key) => Auth): (key: Key) => Key {
  // One for all requests: made for each, it would be a closure over it, and `AnswerMarks` says why there must be none.
  const property: PropertyDescriptor & ThisType<Key> = {
    configurable: true,
    get() {
      return read(this)
    },
    set(value: unknown) {
      Object.defineProperty(this, 'auth', { value, configurable: true, enumerable: true, writable: true })
    },
  }
  return (key) => Object.defineProperty(key, 'auth', property)
}

/** Whether something has to be waited for. Handlers of an application may return promises of any make. For adapters. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
