/**
 * Goes on with what `find` gives, at once or when it is there, and tells `fail` of whatever is thrown or rejected on the way.
 * Nobody waits for the end. For adapters.
 */
export function proceed<Value>(
  find: () => Value | Promise<Value>,
  goOn: (value: Value) => unknown,
  fail: (error: unknown) => void,
): void {
  try {
    const value = find()
    const done = isPromise(value) ? value.then(goOn) : goOn(value)
    if (isPromise(done)) done.then(undefined, fail)
  } catch (error) {
    fail(error)
  }
}

/** Handlers of an application may return promises of any make. */
function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
