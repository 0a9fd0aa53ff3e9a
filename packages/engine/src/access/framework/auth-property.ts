import type { Auth } from '../auth.ts'

/** Puts `auth` on a framework's request object, whatever is there. */
export interface AuthProperty<Key extends object> {
  /** Defines the property, and returns the object. */
  (key: Key): Key
  /** Replaces the property of another `createOidc`, whose caller is another, and no value of other libraries. For gates. */
  readonly takeBack: (key: Key) => void
}

/**
 * Creates the function that puts `auth` on a framework's request object, where handlers read it. The property is not enumerable,
 * so that no copy or log of the request contains it. It is writable, because other libraries use that name, too. For adapters.
 */
export function createAuthProperty<Key extends object>(read: (key: Key) => Auth): AuthProperty<Key> {
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
  const { get } = property
  const attach = (key: Key): Key => Object.defineProperty(key, 'auth', property)
  const takeBack = (key: Key): void => {
    const present = Object.getOwnPropertyDescriptor(key, 'auth')?.get
    if (present !== undefined && present !== get) attach(key)
  }
  return Object.assign(attach, { takeBack })
}
