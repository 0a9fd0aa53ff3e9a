/** A value, or a promise of it if something has to be awaited. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Whether a value has to be awaited. Handlers of an application may return promises of any implementation. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Calls the function with the value: at once, or when the promise is fulfilled. */
export function andThen<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value)
}
