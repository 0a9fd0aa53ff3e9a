import type { Auth } from '../auth.ts'

/**
 * Creates the function that puts `auth` on a framework's request object, where handlers read it. The property is not enumerable,
 * so that no copy or log of the request contains it. It is writable, because other libraries use that name, too. For adapters.
 */
export function createAuthProperty<Key extends object>(read: (key: Key) => Auth): (key: Key) => Key {
  // All requests share one getter. A getter per request would be a closure that refers to the request and keeps it in memory
  // (see `ResponseHeaders`).
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
