/** Tells of every look at an object. Hono copies its variables for whoever asks for one, so the look is what counts. */
export function watchReads<Value extends object>(value: Value, onRead: () => void): Value {
  const watched =
    <Arguments extends readonly unknown[], Result>(look: (...given: Arguments) => Result) =>
    (...given: Arguments): Result => {
      onRead()
      return look(...given)
    }
  return new Proxy<Value>(value, {
    get: watched(Reflect.get),
    has: watched(Reflect.has),
    ownKeys: watched(Reflect.ownKeys),
    getOwnPropertyDescriptor: watched(Reflect.getOwnPropertyDescriptor),
  })
}
