/** Called at every read. */
export interface ReadListener {
  onRead(): void
}

/** Wraps an object and calls back before every read of it. Passing the object on is not a read. */
export function watchReads<Value extends object>(value: Value, listener: ReadListener): Value {
  return new Proxy(value, new ReadWatcher(listener))
}

/** A class, because every request makes one: its methods are made once. */
class ReadWatcher<Value extends object> implements ProxyHandler<Value> {
  readonly #listener: ReadListener

  constructor(listener: ReadListener) {
    this.#listener = listener
  }

  get(value: Value, name: string | symbol): unknown {
    this.#listener.onRead()
    // The object itself is the receiver: its private members are not those of the proxy.
    return Reflect.get(value, name)
  }

  has(value: Value, name: string | symbol): boolean {
    this.#listener.onRead()
    return Reflect.has(value, name)
  }

  ownKeys(value: Value): (string | symbol)[] {
    this.#listener.onRead()
    return Reflect.ownKeys(value)
  }

  getOwnPropertyDescriptor(value: Value, name: string | symbol): PropertyDescriptor | undefined {
    this.#listener.onRead()
    return Reflect.getOwnPropertyDescriptor(value, name)
  }
}
