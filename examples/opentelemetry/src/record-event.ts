import {
  type Attributes,
  context,
  metrics,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
  ValueType,
} from '@opentelemetry/api'
import type { StreamEvent } from '@x/oidc-node'

/**
 * Creates a function for `onEvent` that turns events into spans and metrics. Without an SDK it does nothing. It is called while the
 * request is handled, so the span of the request is the parent. It names no person: subjects are personal data.
 */
export function createEventRecorder(): (event: StreamEvent) => void {
  const tracer = trace.getTracer('x-oidc')
  const meter = metrics.getMeter('x-oidc')
  const seconds = { unit: 's', valueType: ValueType.DOUBLE }
  const events = meter.createCounter('oidc.events', { unit: '{event}' })
  const outages = meter.createUpDownCounter('oidc.outages', { unit: '{outage}' })
  const requests = meter.createHistogram('http.client.request.duration', seconds)
  const signIns = meter.createHistogram('oidc.sign_in.duration', seconds)
  const refreshes = meter.createHistogram('oidc.refresh.duration', seconds)

  return (event) => {
    // Equal refusals are one event a minute, with the number of those that were left out.
    events.add(1 + (event.unreported ?? 0), describeEvent(event))
    switch (event.code) {
      case 'provider_request_ended': {
        const { durationMilliseconds, method, operation } = event.detail
        const { error, ...attributes } = describeRequest(event.detail)
        requests.record(durationMilliseconds / 1000, attributes)
        const all = { ...attributes, 'url.full': event.detail.url, 'oidc.operation': operation }
        writeSpan(tracer, method, durationMilliseconds, { kind: SpanKind.CLIENT, attributes: all, error })
        break
      }
      case 'sign_in_ended': {
        const { durationMilliseconds, error } = event.detail
        const attributes = describeEvent(event)
        signIns.record(durationMilliseconds / 1000, attributes)
        // It began in an earlier request, so it is a trace of its own, with a link to the request that ended it.
        const active = trace.getSpanContext(context.active())
        const links = active === undefined ? [] : [{ context: active }]
        writeSpan(tracer, 'oidc sign-in', durationMilliseconds, { root: true, links, attributes, error })
        break
      }
      case 'refresh_ended': {
        const { durationMilliseconds, error } = event.detail
        const attributes = describeEvent(event)
        refreshes.record(durationMilliseconds / 1000, attributes)
        writeSpan(tracer, 'oidc refresh', durationMilliseconds, { attributes, error })
        break
      }
      case 'provider_down':
      case 'provider_up':
        outages.add(event.code === 'provider_down' ? 1 : -1, { 'oidc.provider.id': event.providerId })
        break
      case 'store_down':
      case 'store_up':
        outages.add(event.code === 'store_down' ? 1 : -1, { 'oidc.store': event.detail.store })
        break
      default:
    }
  }
}

/** An event comes at the end, with its duration, so its span is written afterwards. */
function writeSpan(
  tracer: Tracer,
  name: string,
  durationMilliseconds: number,
  { error, ...options }: SpanOptions & { readonly error?: string | undefined },
): void {
  const endTime = Date.now()
  const span = tracer.startSpan(name, { ...options, startTime: endTime - durationMilliseconds })
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
  span.end(endTime)
}

/** The attributes of an event: few values each, and none of them names a person. */
function describeEvent(event: StreamEvent): Attributes {
  const attributes: Attributes = {
    'oidc.event': event.code,
    ...(event.providerId === undefined ? {} : { 'oidc.provider.id': event.providerId }),
  }
  switch (event.code) {
    case 'sign_in_ended':
    case 'refresh_ended': {
      const { error, outcome } = event.detail
      return { ...attributes, 'oidc.outcome': outcome, ...(error && { 'error.type': error }) }
    }
    case 'access_denied':
      return { ...attributes, 'oidc.reason': event.detail.reason }
    case 'bearer_refused':
      return { ...attributes, 'oidc.reason': event.detail.error }
    case 'session_ended':
    case 'sessions_ended':
    case 'session_expired':
      return { ...attributes, 'oidc.ended_by': event.detail.by }
    default:
      return attributes
  }
}

type RequestDetail = Extract<StreamEvent, { readonly code: 'provider_request_ended' }>['detail']

/** The attributes of an HTTP client, by the semantic conventions of OpenTelemetry. */
function describeRequest({ error, method, status, url }: RequestDetail) {
  const { hostname, port, protocol } = new URL(url)
  const failure = error ?? (status !== undefined && status >= 400 ? String(status) : undefined)
  return {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(failure !== undefined && { 'error.type': failure, error: failure }),
  }
}
