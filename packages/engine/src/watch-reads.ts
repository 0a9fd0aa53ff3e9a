/** Tells of every look at an object, before it is answered. Passing the object on is no look. */
export function watchReads<Value extends object>(value: Value, onRead: () => void): Value {
  return new Proxy(value, new ReadWatcher(onRead))
}

/** A class, because one is made for every request: its methods are made once. */
class ReadWatcher<Value extends object> implements ProxyHandler<Value> {
  readonly #onRead: () => void

  constructor(onRead: () => void) {
    this.#onRead = onRead
  }

  get(value: Value, name: string | symbol, receiver: unknown): unknown {
    this.#onRead()
    return Reflect.get(value, name, receiver)
  }

  has(value: Value, name: string | symbol): boolean {
    this.#onRead()
    return Reflect.has(value, name)
  }

  ownKeys(value: Value): (string | symbol)[] {
    this.#onRead()
    return Reflect.ownKeys(value)
  }

  getOwnPropertyDescriptor(value: Value, name: string | symbol): PropertyDescriptor | undefined {
    this.#onRead()
    return Reflect.getOwnPropertyDescriptor(value, name)
  }
}
