import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import onHeaders from 'on-headers'
import { minimalOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-fastify'
import { describe, expect, it, onTestFinished } from 'vitest'

const oidc = createOidc(minimalOptions())
const cookieName = oidc.engine.config.session.cookieName
/** A cookie that the library deletes with the response. */
const broken = { cookie: `${cookieName}.1=x` }

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** The ways that Fastify has to respond. */
const responses: Readonly<Record<string, Handler>> = {
  'a returned text': async () => 'text',
  'reply.send': (_, reply) => reply.header('cache-control', 'public').send('text'),
  'reply.send of a Response': (_, reply) =>
    reply.send(new Response('text', { headers: { 'cache-control': 'public' } })),
  'a returned Response': async () => new Response('text', { headers: { 'cache-control': 'public' } }),
  'reply.send of a stream': (_, reply) => reply.send(Readable.from(['te', 'xt'])),
  'reply.send of a web stream': (_, reply) => reply.send(new Response('text').body),
  'reply.raw.writeHead after hijack': (_, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'Cache-Control': 'public', 'Set-Cookie': 'theirs=1' }).end('text')
  },
  'reply.raw.writeHead without hijack': async (_, reply) => {
    reply.raw.writeHead(200, ['cache-control', 'public']).end('text')
    return reply
  },
  'reply.raw.end after hijack': (_, reply) => {
    reply.hijack()
    reply.raw.setHeader('cache-control', 'public')
    reply.raw.end('text')
  },
  'reply.raw.flushHeaders after hijack': (_, reply) => {
    reply.hijack()
    reply.raw.flushHeaders()
    reply.raw.end('text')
  },
  'an error': () => {
    throw new Error('the handler of this test throws')
  },
}

const hostile = {
  ...{ 'cache-control': 'public, max-age=600', 'cdn-cache-control': 'max-age=600', vary: 'Accept' },
  'content-security-policy': "default-src 'self'",
}

/** What other plugins do to headers. */
const others: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  none: () => undefined,
  'an onSend hook that sets headers': (app) =>
    app.addHook('onSend', async (_, reply) => {
      reply.headers(hostile)
    }),
  'an onSend hook that removes headers': (app) =>
    app.addHook('onSend', async (_, reply) => {
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
      for (const name of reply.raw.getHeaderNames()) reply.raw.removeHeader(name)
      reply.header('set-cookie', 'theirs=1')
    }),
  'a hook that sets headers on the raw response': (app) =>
    app.addHook('onRequest', (_, { raw }, done) => {
      for (const [name, value] of Object.entries(hostile)) raw.setHeader(name, value)
      done()
    }),
  'on-headers': (app) =>
    app.addHook('onRequest', (_, { raw }, done) => {
      onHeaders(raw, () => {
        for (const [name, value] of Object.entries(hostile)) raw.setHeader(name, value)
        raw.setHeader('set-cookie', 'theirs=1')
      })
      done()
    }),
}

function build(other: string, isFirst: boolean, handler: Handler): FastifyInstance {
  const app = fastify()
  onTestFinished(() => app.close())
  if (isFirst) others[other]?.(app)
  void app.register(oidc.plugin)
  if (!isFirst) void app.after(() => others[other]?.(app))
  void app.register(async (routes) => {
    routes.get('/private', (request, reply) => {
      oidc.auth(request).status satisfies string
      return handler(request, reply)
    })
    routes.get('/gated', { onRequest: oidc.requireUser() }, handler)
    routes.get('/shared', handler)
  })
  return app
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Sends the same request over a socket and by `inject`. */
async function askTwice(
  app: FastifyInstance,
  path: string,
  headers: Record<string, string>,
): Promise<readonly Answer[]> {
  const injected = await app.inject({ url: path, headers })
  const found = new Headers()
  for (const [name, value] of Object.entries(injected.headers))
    for (const each of [value].flat()) found.append(name, String(each))
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const fetched = await fetch(origin + path, { headers, redirect: 'manual' })
  return [
    { status: injected.statusCode, headers: found, text: injected.body },
    { status: fetched.status, headers: fetched.headers, text: await fetched.text() },
  ]
}

const cases = Object.keys(responses).flatMap((response) =>
  Object.keys(others).flatMap((other) => [true, false].map((isFirst) => ({ response, other, isFirst }))),
)

describe('S-11: a response for one caller stays private', () => {
  it.each(cases)(
    'by $response, with $other, registered first: $isFirst',
    async ({ response, other, isFirst }) => {
      const app = build(other, isFirst, responses[response] as Handler)
      for (const { status, headers, text } of await askTwice(app, '/private', broken)) {
        expect(status).toBe(response === 'an error' ? 500 : 200)
        if (status === 200) expect(text).toBe('text')
        expect(headers.get('cache-control')).toBe('private, no-store')
        expect(headers.get('vary')).toMatch(/(?:^|, )Cookie(?:,|$)/u)
        expect(headers.has('cdn-cache-control')).toBe(false)
        expect(headers.getSetCookie().join('\n')).toContain(`${cookieName}.1=;`)
      }
    },
  )

  it.each(Object.keys(others))('a gate and its page, with %s', async (other) => {
    for (const isFirst of [true, false]) {
      const app = build(other, isFirst, async () => 'not reached')
      for (const { status, headers, text } of await askTwice(app, '/gated', broken)) {
        expect(status).toBe(401)
        expect(text).not.toContain('not reached')
        expect(headers.get('cache-control')).toBe('private, no-store')
        expect(headers.get('content-type')).toBe('application/problem+json')
      }
    }
  })

  it('and a response that no handler asked for the caller stays as it is', async () => {
    const app = build('an onSend hook that sets headers', false, responses['reply.send'] as Handler)
    for (const { headers } of await askTwice(app, '/shared', {}))
      expect(headers.get('cache-control')).toBe(hostile['cache-control'])
  })
})

describe("the library's own pages keep their headers", () => {
  it.each(Object.keys(others))('with %s', async (other) => {
    for (const isFirst of [true, false]) {
      const app = build(other, isFirst, async () => 'text')
      const asked = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
      for (const { headers } of await askTwice(app, '/login/oauth2/code/main?code=a&state=b', asked)) {
        expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/u)
        expect(headers.get('cache-control')).toMatch(/no-store/u)
      }
    }
  })
})
