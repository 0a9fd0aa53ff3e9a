import { startMeasuring } from '../measure.ts'
import { createOutageWatch } from '../outage-watch.ts'
import type { Ports } from '../ports.ts'
import type { StreamDetails } from '../stream-events.ts'

type Detail = StreamDetails['provider_request_ended']

/** Ends a request: by the status of its answer, or by the reason why there is none. */
type EndRequest = (result: number | NonNullable<Detail['error']>) => void

/**
 * Emits each request to a provider, and its outages: no answer, or one that says that the provider itself failed (5xx). Undefined
 * without `onEvent`.
 * @param quietSeconds the timeout of a request
 */
export function reportRequests(
  { emit, ...ports }: Ports,
  providerId: string,
  quietSeconds: number,
): ((request: Pick<Detail, 'operation' | 'method' | 'url'>) => EndRequest) | undefined {
  if (emit === undefined) return undefined
  const watch = createOutageWatch(ports, quietSeconds, (isDown, operation: Detail['operation']) => {
    emit({
      ...{ level: 'debug', code: isDown ? 'provider_down' : 'provider_up', providerId },
      message: `Provider ${providerId} ${isDown ? 'does not answer' : 'answers again'}.`,
      detail: { operation },
    })
  })
  return (request) => {
    const measure = startMeasuring(ports)
    return (result) => {
      emit({
        ...{ level: 'debug', code: 'provider_request_ended', providerId },
        message: `A request to provider ${providerId} ended: ${request.operation}, ${result}.`,
        detail: {
          ...request,
          ...(typeof result === 'number' ? { status: result } : { error: result }),
          durationMilliseconds: measure(),
        },
      })
      watch(typeof result !== 'number' || result >= 500, request.operation)
    }
  }
}
