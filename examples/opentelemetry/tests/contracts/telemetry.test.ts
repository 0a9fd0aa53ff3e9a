import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createUserAgent, signIn, startProvider, type EmbeddedProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../../src/create-app.ts'
import { createEventRecorder } from '../../src/record-event.ts'

const spans = new InMemorySpanExporter()
const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
const exported = new InMemoryMetricExporter(AggregationTemporality.DELTA)
const hours = 3_600_000
const reader = new PeriodicExportingMetricReader({ exporter: exported, exportIntervalMillis: hours })
const meters = new MeterProvider({ readers: [reader] })

const client = { clientId: 'app', clientSecret: 'a secret for tests' }
let provider: EmbeddedProvider
let origin: string
/** The spans of requests to the application. */
const requestIds = new Set<string | undefined>()
let close: () => Promise<void>

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(tracers)
  metrics.setGlobalMeterProvider(meters)
  provider = await startProvider({
    people: { ada: { name: 'Ada', groups: ['staff'] }, eve: { name: 'Eve', groups: [] } },
  })
})
afterAll(async () => {
  await provider.close()
  await Promise.all([tracers.shutdown(), meters.shutdown()])
  for (const api of [context, trace, metrics]) api.disable()
})

beforeEach(async () => {
  // Every request has a span, as the instrumentation of Node's `http` gives it one.
  let app: RequestListener = () => undefined
  const server = createServer((req, res) => {
    trace.getTracer('tests').startActiveSpan('request', { kind: SpanKind.SERVER }, (span) => {
      requestIds.add(span.spanContext().spanId)
      res.on('close', () => span.end())
      app(req, res)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  await provider.registerClient({ ...client, redirectUris: [`${origin}/login/oauth2/code/demo`] })
  app = createApp({
    ...{ baseUrl: origin, issuerUrl: provider.issuerUrl, ...client },
    sessionSecret: 'a session secret for tests, long enough',
  })
  close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await readPoints('oidc.events')
  exported.reset()
  spans.reset()
})
afterEach(() => close())

/** The points of a metric since the last look, with the sum or the number of values of each. */
async function readPoints(name: string) {
  await meters.forceFlush()
  return exported
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: all }) => all))
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints as readonly DataPoint<number | Histogram>[])
    .map(({ attributes, value }) => ({
      attributes,
      count: typeof value === 'number' ? value : value.count,
    }))
}

async function readSpans(name: string) {
  await tracers.forceFlush()
  return spans.getFinishedSpans().filter((span) => span.name === name)
}

describe('a sign-in', () => {
  it('is a span of its own, linked to the request of the callback, and a duration', async () => {
    await signIn(createUserAgent(), `${origin}/login`, 'ada')
    const [span, ...others] = await readSpans('oidc sign-in')
    expect(others).toEqual([])
    const attributes = {
      'oidc.event': 'sign_in_ended',
      'oidc.provider.id': 'demo',
      'oidc.outcome': 'signed_in',
    }
    expect(span?.attributes).toEqual(attributes)
    expect(span?.parentSpanContext).toBeUndefined()
    expect(span?.links).toHaveLength(1)
    expect(requestIds).toContain(span?.links[0]?.context.spanId)
    expect(await readPoints('oidc.sign_in.duration')).toEqual([{ attributes, count: 1 }])
  })

  it('has an outcome and a reason if the person is not admitted', async () => {
    await signIn(createUserAgent(), `${origin}/login`, 'eve')
    expect((await readSpans('oidc sign-in'))[0]?.attributes).toMatchObject({ 'oidc.outcome': 'denied' })
    expect(await readPoints('oidc.events')).toContainEqual({
      attributes: {
        ...{ 'oidc.event': 'access_denied', 'oidc.provider.id': 'demo', 'oidc.reason': 'role_missing' },
      },
      count: 1,
    })
  })
})

describe('a request to the provider', () => {
  it('is a client span within that of the request, and a duration by the semantic conventions', async () => {
    await signIn(createUserAgent(), `${origin}/login`, 'ada')
    const sent = [...(await readSpans('GET')), ...(await readSpans('POST'))]
    expect(sent.map((span) => span.attributes['oidc.operation'])).toEqual(['discovery', 'jwks', 'token'])
    for (const span of sent) {
      expect(span.kind).toBe(SpanKind.CLIENT)
      expect(requestIds).toContain(span.parentSpanContext?.spanId)
      expect(span.status.code).toBe(SpanStatusCode.UNSET)
    }
    const { hostname, port } = new URL(provider.issuerUrl)
    const address = {
      'server.address': hostname,
      'server.port': Number(port),
      'http.response.status_code': 200,
    }
    expect(await readPoints('http.client.request.duration')).toEqual([
      { attributes: { 'http.request.method': 'GET', ...address }, count: 2 },
      { attributes: { 'http.request.method': 'POST', ...address }, count: 1 },
    ])
  })
})

describe('the recorder', () => {
  it('counts refusals that were left out of the log, and names no person', async () => {
    const record = createEventRecorder()
    const person = { providerId: 'demo', issuer: 'https://id.example.com', subject: 'ada' }
    record({
      ...{ level: 'warn', code: 'gate_refused', message: 'refused', via: 'session', ...person },
      ...{ reference: 'K7QF-2MXA', requiredRoles: [], allRequired: false, method: 'GET', path: '/' },
      unreported: 99,
    })
    const attributes = { 'oidc.event': 'gate_refused', 'oidc.provider.id': 'demo' }
    expect(await readPoints('oidc.events')).toEqual([{ attributes, count: 100 }])
  })

  it('shows an outage until it is over', async () => {
    const record = createEventRecorder()
    const detail = { store: 'sessions', operation: 'read' } as const
    const outage = { level: 'debug', message: 'The store of sessions', detail } as const
    record({ ...outage, code: 'store_down' })
    expect(await readPoints('oidc.outages')).toEqual([{ attributes: { 'oidc.store': 'sessions' }, count: 1 }])
    exported.reset()
    record({ ...outage, code: 'store_up' })
    expect(await readPoints('oidc.outages')).toEqual([
      { attributes: { 'oidc.store': 'sessions' }, count: -1 },
    ])
  })

  it('marks the span of a request and of a refresh that failed', async () => {
    const record = createEventRecorder()
    const main = { level: 'debug', message: 'It failed.', providerId: 'demo' } as const
    const request = { operation: 'token', method: 'POST', url: 'https://id.example.com/token' } as const
    record({
      ...{ ...main, code: 'provider_request_ended' },
      detail: { ...request, error: 'timeout' as const, durationMilliseconds: 10_000 },
    })
    record({
      ...{ ...main, code: 'refresh_ended' },
      detail: { outcome: 'failed', error: 'provider_unavailable', durationMilliseconds: 10_001 } as const,
    })
    expect((await readSpans('POST'))[0]).toMatchObject({
      attributes: { 'error.type': 'timeout', 'server.port': 443 },
      status: { code: SpanStatusCode.ERROR },
    })
    const [refresh] = await readSpans('oidc refresh')
    expect(refresh?.attributes).toMatchObject({ 'error.type': 'provider_unavailable' })
    expect(refresh?.duration).toEqual([10, 1_000_000])
  })
})
