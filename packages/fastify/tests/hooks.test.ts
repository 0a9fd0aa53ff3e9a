import { createServer, connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { minimalOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-fastify'
import { expect, it, onTestFinished, vi } from 'vitest'

const oidc = createOidc(minimalOptions())
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const sameOrigin = { ...form, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }

function build(options: FastifyServerOptions = {}, own = oidc): FastifyInstance {
  const app = fastify(options)
  onTestFinished(() => app.close())
  void app.register(own.plugin)
  return app
}

it('decorates requests with auth, also those that no route is for', async () => {
  const app = build()
  app.get('/', async (request) => Reflect.get(request, 'auth') as unknown)
  app.setNotFoundHandler(async (request) => oidc.auth(request).status)
  expect((await app.inject('/')).json()).toMatchObject({ status: 'anonymous' })
  expect((await app.inject('/nowhere')).body).toBe('anonymous')
})

it('does not let a handler assign auth', async () => {
  const app = build()
  app.get('/', async (request) => {
    Object.assign(request, { auth: { user: {} } })
    return 'assigned'
  })
  expect((await app.inject('/')).statusCode).toBe(500)
})

it('reads the form of its own paths, whatever parsers and body limit the application has', async () => {
  const app = build({ bodyLimit: 1 })
  app.removeAllContentTypeParsers()
  const answer = await app.inject({ method: 'POST', url: '/logout', headers: sameOrigin, payload: 'a=b' })
  expect(answer.statusCode).toBe(303)
  const crossSite = { ...sameOrigin, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await app.inject({ method: 'POST', url: '/logout', headers: crossSite })).statusCode).toBe(403)
})

it('refuses a caller before the body is parsed or validated', async () => {
  const app = build()
  const schema = { body: { type: 'object', required: ['a'] } }
  app.post('/', { onRequest: oidc.requireUser(), schema }, async () => 'reached')
  const headers = { 'content-type': 'application/json' }
  expect((await app.inject({ method: 'POST', url: '/', headers, payload: '{' })).statusCode).toBe(401)
})

it.each(['onRequest', 'preValidation', 'preHandler'] as const)(
  'runs a gate as %s, among hooks that are awaited and hooks that call back',
  async (name) => {
    const app = build()
    const ran: string[] = []
    app.get(
      '/',
      {
        [name]: [
          async () => void ran.push('before'),
          oidc.requireUser(),
          (_: unknown, __: unknown, done: () => void) => {
            ran.push('after')
            done()
          },
        ],
      },
      async () => 'reached',
    )
    for (const method of ['GET', 'HEAD'] as const)
      expect((await app.inject({ method, url: '/' })).statusCode).toBe(401)
    expect(ran).toEqual(['before', 'before'])
  },
)

it('runs a gate for all routes of a plugin, and without oidc.plugin', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  void app.register(
    async (routes) => {
      routes.addHook('onRequest', oidc.requireRole('ROLE_ADMIN'))
      routes.get('/', async () => 'reached')
    },
    { prefix: '/admin' },
  )
  app.get('/', async (request) => oidc.auth(request).status)
  expect((await app.inject('/admin')).statusCode).toBe(401)
  expect((await app.inject('/')).statusCode).toBe(500)
})

it('reads the requested address despite rewriteUrl, and no forwarding header despite trustProxy', async () => {
  const own = createOidc(minimalOptions({ baseUrl: 'http://localhost:3000/app' }))
  const rewriteUrl: FastifyServerOptions['rewriteUrl'] = ({ url = '/' }) => url.replace(/^\/app/u, '') || '/'
  const app = build({ rewriteUrl, trustProxy: true }, own)
  app.get('/me', { onRequest: own.requireUser() }, async () => 'reached')
  const headers = {
    ...{ accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ...{ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/evil' },
  }
  expect((await app.inject('/app/oauth2/session')).statusCode).toBe(401)
  expect((await app.inject('/oauth2/session')).statusCode).toBe(404)
  const { location } = (await app.inject({ url: '/app/me?a=1', headers })).headers
  const start = new URL(String(location))
  expect(start.origin + start.pathname).toBe('http://localhost:3000/app/oauth2/authorization/main')
  expect(start.searchParams.get('returnTo')).toBe('/app/me?a=1')
})

it('leaves the errors of handlers to setErrorHandler, with a private response', async () => {
  const app = build()
  app.setErrorHandler((error: Error, _, reply) => reply.code(418).send(error.message))
  app.get('/', async (request) => {
    throw new Error(oidc.auth(request).status)
  })
  const answer = await app.inject('/')
  expect([answer.statusCode, answer.body]).toEqual([418, 'anonymous'])
  expect(answer.headers['cache-control']).toBe('private, no-store')
})

it('keeps the headers that hooks in front set on its own responses, and lets onResponse run', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  const statuses: number[] = []
  app.addHook('onRequest', async (_, reply) => {
    reply.header('access-control-allow-origin', 'https://app.example.com').header('set-cookie', 'theirs=1')
  })
  app.addHook('onResponse', async (_, reply) => void statuses.push(reply.statusCode))
  void app.register(oidc.plugin)
  const answer = await app.inject('/oauth2/session')
  expect(answer.statusCode).toBe(401)
  expect(answer.headers['access-control-allow-origin']).toBe('https://app.example.com')
  expect([answer.headers['set-cookie']].flat()).toContain('theirs=1')
  expect(statuses).toEqual([401])
})

it('refuses to be registered below a prefix, where its paths would not be', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  void app.register(async (child) => void child.register(oidc.plugin), { prefix: '/app' })
  await expect(Promise.resolve(app.ready())).rejects.toThrow('registered below /app, expected the root')
})

it('refuses an application with HTTP/2 at the start, where it cannot keep a response private', async () => {
  const app = fastify({ http2: true }) as unknown as FastifyInstance
  void app.register(oidc.plugin)
  await expect(Promise.resolve(app.ready())).rejects.toThrow('speaks HTTP/2, expected HTTP/1.1')
})

it('answers 500 on HTTP/2 at a gate without the plugin', async () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const app = fastify({
    http2: true,
    serverFactory: (handler) => createServer(handler as never) as never,
  }) as unknown as FastifyInstance
  app.addHook('onRequest', oidc.requireUser())
  app.get('/', async () => 'reached')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    errors.mockRestore()
    session.destroy()
    await app.close()
  })
  const status = await new Promise((resolve, reject) => {
    session
      .request({ ':path': '/' })
      .on('error', reject)
      .on('response', (head) => {
        resolve(head[':status'])
      })
  })
  expect(status).toBe(500)
})

it.each([undefined, null, new Error('the log of this test')])(
  'R-14: reaches no handler when the library itself fails with %s',
  async (thrown) => {
    const errors = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => errors.mockRestore())
    const app = fastify()
    onTestFinished(() => app.close())
    app.addHook('onRequest', async ({ raw }) => {
      vi.spyOn(raw, 'headers', 'get').mockThrow(thrown)
    })
    let runs = 0
    app.get('/', { onRequest: oidc.requireUser() }, async () => (runs += 1))
    expect((await app.inject('/')).statusCode).toBe(500)
    expect(runs).toBe(0)
    expect(errors).toHaveBeenCalledOnce()
  },
)
