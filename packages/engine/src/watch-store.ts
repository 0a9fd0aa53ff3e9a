import { isPromise, type MaybePromise } from './maybe-promise.ts'
import { createOutageWatch } from './outage-watch.ts'
import type { Ports } from './ports.ts'
import type { StoreOutage } from './stream-events.ts'

/** Seconds after which every caller of a store stops waiting for it. */
const timeoutSeconds = 5

/** Wraps a store whose outages are events. Callers get the same results and failures, at the same time. */
export function watchStore<Store extends object>(
  store: Store,
  functions: readonly (keyof Store & string)[],
  ports: Ports,
  kind: StoreOutage['store'],
): Store {
  const watch = createOutageWatch(ports, timeoutSeconds, (isDown, operation: string) => {
    ports.emit?.({
      ...{ level: 'debug', code: isDown ? 'store_down' : 'store_up' },
      message: `The store of ${kind} ${isDown ? 'does not answer' : 'answers again'}.`,
      detail: { store: kind, operation },
    })
  })

  function observe(operation: string, run: () => MaybePromise<unknown>): MaybePromise<unknown> {
    const end = (isFailed: boolean): void => watch(isFailed, operation)
    let result: MaybePromise<unknown>
    try {
      result = run()
    } catch (error) {
      end(true)
      throw error
    }
    if (isPromise(result)) return observePromise(result, end)
    end(false)
    return result
  }

  async function observePromise(
    result: PromiseLike<unknown>,
    end: (isFailed: boolean) => void,
  ): Promise<unknown> {
    const state = { isLate: false }
    const cancel = ports.startTimer(timeoutSeconds, () => {
      state.isLate = true
      end(true)
    })
    try {
      const value = await result
      if (!state.isLate) end(false)
      return value
    } catch (error) {
      end(true)
      throw error
    } finally {
      cancel()
    }
  }

  const watched = functions.map((name) => {
    const run = (...args: unknown[]): unknown =>
      observe(name, () => (store[name] as (...args: unknown[]) => MaybePromise<unknown>)(...args))
    return [name, run]
  })
  return Object.fromEntries(watched) as Store
}
