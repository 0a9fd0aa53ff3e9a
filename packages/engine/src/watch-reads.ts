/** Tells of every look at an object, before it is answered. Passing the object on is no look. */
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
