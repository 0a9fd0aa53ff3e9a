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
