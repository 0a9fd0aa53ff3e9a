/** Is told of every look. */
export interface ReadListener {
  onRead(): void
}

/** Tells of every look at an object, before it is answered. Passing the object on is no look. */
export function watchReads<Value extends object>(value: Value, listener: ReadListener): Value {
  return new Proxy(value, new ReadWatcher(listener))
}

/** A class, because one is made for every request: its methods are made once. */
class ReadWatcher<Value extends object> implements ProxyHandler<Value> {
  readonly #listener: ReadListener

  constructor(listener: ReadListener) {
    this.#listener = listener
  }

  get(value: Value, name: string | symbol, receiver: unknown): unknown {
    this.#listener.onRead()
    return Reflect.get(value, name, receiver)
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
