import { once } from 'node:events'
import { ServerResponse, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { createGate, createUserAgent, minimalOptions, serveContractApp, signIn } from '@x/oidc-testing'
import { createOidc, type PluginOptions } from '@x/oidc-fastify'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const oidc = createOidc(minimalOptions())
const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
const rejections: unknown[] = []
const onRejection = (error: unknown): void => void rejections.push(error)

beforeEach(() => {
  process.on('unhandledRejection', onRejection)
  process.on('uncaughtException', onRejection)
})
afterEach(async () => {
  await new Promise(setImmediate)
  process.off('unhandledRejection', onRejection)
  process.off('uncaughtException', onRejection)
  expect(rejections.splice(0)).toEqual([])
})

function create(options: FastifyServerOptions = {}): FastifyInstance {
  const app = fastify(options)
  onTestFinished(() => app.close())
  return app
}

async function listen(app: FastifyInstance): Promise<string> {
  return app.listen({ port: 0, host: '127.0.0.1' })
}

/** Sends bytes, and gives what comes back until the server closes. */
async function sendRaw(origin: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  socket.write(bytes)
  const pieces: Buffer[] = []
  for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

describe('headers of hooks in front', () => {
  it.each([
    ['content-length', '3'],
    ['content-length', '100000'],
    ['transfer-encoding', 'chunked'],
    ['content-encoding', 'gzip'],
    ['content-range', 'bytes 0-1/2'],
    ['trailer', 'x'],
  ])('do not cut a page of the library: %s: %s', async (name, value) => {
    for (const raw of [true, false]) {
      const app = create()
      app.addHook('onRequest', async (_, reply) => {
        if (raw) reply.raw.setHeader(name, value)
        else reply.header(name, value)
      })
      void app.register(oidc.plugin)
      const origin = await listen(app)
      for (const path of ['/oauth2/session', '/login', '/logout']) {
        const head = `GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\n`
        const answer = await sendRaw(origin, `${head}\r\n${head}connection: close\r\n\r\n`)
        const answers = answer.split('HTTP/1.1 ').slice(1)
        expect(answers, answer).toHaveLength(2)
        for (const each of answers) {
          const [headers = '', ...body] = each.split('\r\n\r\n')
          const length = /^content-length: (\d+)$/imu.exec(headers)?.[1]
          expect(body.join('\r\n\r\n').length, each).toBe(Number(length))
          expect(headers).not.toMatch(/^(?:transfer-encoding|content-encoding|content-range|trailer):/imu)
        }
      }
    }
  })

  it('keep a gate closed when a hook throws in the middle of a response', async () => {
    const errors = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => errors.mockRestore())
    const app = create()
    app.addHook('onRequest', async (_, reply) => void reply.header('x-name', 'ş'))
    void app.register(oidc.plugin)
    let runs = 0
    app.get('/', { onRequest: oidc.requireUser() }, async () => (runs += 1))
    const answer = await app.inject('/')
    expect([answer.statusCode, answer.body, runs]).toEqual([500, 'Internal Server Error', 0])
  })
})

describe('registering', () => {
  it('twice is an error at the start', async () => {
    const app = create()
    void app.register(oidc.plugin)
    void app.register(oidc.plugin)
    await expect(Promise.resolve(app.ready())).rejects.toThrow('request.auth is taken')
  })

  it('where another plugin took request.auth is an error at the start that says so', async () => {
    const app = create()
    app.decorateRequest('auth', null)
    void app.register(oidc.plugin)
    await expect(Promise.resolve(app.ready())).rejects.toThrow('request.auth is taken')
  })

  it('in an encapsulated plugin is an error at the start', async () => {
    const app = create()
    void app.register(async (child) => void child.register(oidc.plugin))
    await expect(Promise.resolve(app.ready())).rejects.toThrow('root instance')
  })

  it.each(['/app', '/'])(
    'with the prefix %s is an error at the start, because nothing would follow it',
    async (prefix) => {
      const app = create()
      void app.register(oidc.plugin, { prefix })
      await expect(Promise.resolve(app.ready())).rejects.toThrow(`got the prefix "${prefix}", expected none`)
    },
  )

  it('in a plugin that is not encapsulated works, in a child with the engine of its parent too', async () => {
    const app = create()
    const outer = Object.assign(async (inner: FastifyInstance) => void inner.register(oidc.plugin), {
      [Symbol.for('skip-override')]: true,
    })
    void app.register(outer)
    expect((await app.inject('/oauth2/session')).statusCode).toBe(401)
  })

  it('after a plugin with routes works for those, too', async () => {
    const app = create()
    await app.register(async (child) => {
      child.get('/auth', async (request) => [oidc.auth(request).status])
      child.get('/property', async (request) => [Reflect.get(request, 'auth') as unknown])
      child.get('/gated', { onRequest: oidc.requireUser() }, async () => 'reached')
    })
    void app.register(oidc.plugin)
    for (const url of ['/auth', '/property']) {
      const answer = await app.inject(url)
      expect(answer.body, url).toContain('anonymous')
      expect(answer.headers['cache-control'], url).toBe('private, no-store')
    }
    expect((await app.inject('/gated')).statusCode).toBe(401)
  })

  it.each([
    [{ decorater: 'caller' }, 'oidc.plugin has no option "decorater"'],
    [{ decorator: '' }, 'decorator is empty, expected a name'],
    [{ decorator: 5 }, 'decorator is of type number, expected a name'],
    [{ decorator: null }, 'decorator is of type object, expected a name'],
  ])('with the options %j is an error at the start', async (options, message) => {
    const app = create()
    void app.register(oidc.plugin, options as PluginOptions)
    await expect(Promise.resolve(app.ready())).rejects.toThrow(message)
  })

  it('two engines that share a path is an error at the start', async () => {
    const app = create()
    void app.register(oidc.plugin)
    const other = createOidc({
      ...minimalOptions(),
      session: { ...minimalOptions().session, cookieName: 'other' },
    })
    void app.register(other.plugin, { decorator: 'other' })
    await expect(Promise.resolve(app.ready())).rejects.toThrow('/login, too. Give each createOidc paths')
  })

  it('an engine without sign-ins shares no path with another', async () => {
    const app = create()
    void app.register(oidc.plugin)
    const { providers, session, ...options } = minimalOptions()
    const [{ providerId, issuerUrl }] = providers
    const other = createOidc({
      ...options,
      providers: [{ providerId, issuerUrl, signIn: false }],
      session: { ...session, cookieName: 'other' },
    })
    void app.register(other.plugin, { decorator: 'other' })
    app.get('/api', { onRequest: other.requireUser() }, async () => 'reached')
    const refused = await app.inject({ url: '/api', headers: page })
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  })

  it('two engines that share a cookie is an error at the start', async () => {
    const app = create()
    void app.register(oidc.plugin)
    const options = minimalOptions()
    const { cookieName } = oidc.engine.config.session
    const baseUrl = `${options.baseUrl}/b`
    const other = createOidc({ ...options, baseUrl, session: { ...minimalOptions().session, cookieName } })
    void app.register(other.plugin, { decorator: 'other' })
    await expect(Promise.resolve(app.ready())).rejects.toThrow(`the cookie ${cookieName}, too`)
  })

  it('two engines works side by side', async () => {
    const app = create()
    const options = minimalOptions()
    const other = createOidc({ ...options, baseUrl: `${options.baseUrl}/b` })
    void app.register(oidc.plugin)
    void app.register(other.plugin, { decorator: 'other' })
    app.get('/', async (request) => [oidc.auth(request).status, other.auth(request).status])
    app.get('/both', { onRequest: [oidc.requireUser(), other.requireUser()] }, async () => 'reached')
    expect((await app.inject('/')).json()).toEqual(['anonymous', 'anonymous'])
    expect((await app.inject('/both')).statusCode).toBe(401)
    for (const url of ['/b/login', '/login']) expect((await app.inject(url)).statusCode).toBe(302)
  })
})

describe('R-12: settings of the router pass no gate', () => {
  it.each<FastifyServerOptions>([
    { routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } },
    { routerOptions: { caseSensitive: false } },
    { useSemicolonDelimiter: true },
    { exposeHeadRoutes: false },
    { trustProxy: true, requestTimeout: 1000, return503OnClosing: false },
    { rewriteUrl: ({ url = '/' }) => url.replace('/alias', '/admin') },
    { frameworkErrors: (error, _, { raw }) => void raw.writeHead(400).end(error.message) },
  ])('%o', async (options) => {
    const app = create(options)
    void app.register(oidc.plugin)
    let runs = 0
    app.register(
      async (child) => {
        child.addHook('onRequest', oidc.requireRole('ROLE_ADMIN'))
        child.all('/', async () => (runs += 1))
        child.get('/:id', async () => (runs += 1))
        child.setNotFoundHandler(async () => (runs += 1))
      },
      { prefix: '/admin' },
    )
    for (const url of [
      ...[
        '/admin',
        '/admin/',
        '//admin',
        '/ADMIN',
        '/admin;a=b',
        '/admin?a',
        '/alias',
        '/admin/1',
        '/admin/%2e',
      ],
      ...['/admin/nowhere/at/all', '/admin/%', '/admin/%00', `/admin/${'a'.repeat(200)}`],
    ]) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE'] as const) {
        const { statusCode } = await app.inject({ method, url })
        expect([400, 401, 404, 414], `${method} ${url} ${statusCode}`).toContain(statusCode)
      }
    }
    expect(runs).toBe(0)
  })
})

describe('hooks', () => {
  it('does not touch a reply that was hijacked in front', async () => {
    const app = create()
    app.addHook('onRequest', async (_, reply) => {
      reply.hijack()
      reply.raw.end('theirs')
    })
    void app.register(oidc.plugin)
    app.get('/', { onRequest: oidc.requireUser() }, async () => 'reached')
    for (const url of ['/', '/login']) expect((await app.inject(url)).body).toBe('theirs')
  })

  it.each(['reply', 'raw'] as const)(
    'does not respond twice when a hook in front has responded: %s',
    async (by) => {
      const app = create()
      app.addHook('onRequest', (_, reply, done) => {
        if (by === 'reply') void reply.code(202).send('theirs')
        else reply.raw.writeHead(202).end('theirs')
        // Careless: it goes on.
        done()
      })
      void app.register(oidc.plugin)
      let runs = 0
      app.get('/', { onRequest: oidc.requireUser() }, async () => (runs += 1))
      for (const url of ['/', '/login']) {
        const answer = await app.inject({ url, headers: page })
        expect([answer.statusCode, answer.body]).toEqual([202, 'theirs'])
      }
      expect(runs).toBe(0)
    },
  )

  it('answers an error that is thrown behind a gate that had to wait', async () => {
    const app = create()
    void app.register(oidc.plugin)
    const slow = oidc.bearer({ audience: 'https://api.example.com', optional: true })
    app.get(
      '/',
      {
        onRequest: [
          slow,
          () => {
            throw new Error('a hook of this test throws')
          },
        ],
      },
      async () => 'reached',
    )
    app.get('/handler', { preHandler: slow }, () => {
      throw new Error('a handler of this test throws')
    })
    app.setErrorHandler((_, __, reply) => reply.code(418).send('handled'))
    for (const url of ['/', '/handler'])
      for (let round = 0; round < 2; round += 1) expect((await app.inject(url)).statusCode).toBe(418)
  })

  it('keeps a response private whose caller is read last: in onSend, in an error handler, in a 404', async () => {
    const app = create()
    void app.register(oidc.plugin)
    app.addHook('onSend', async (request, _, payload) =>
      request.url === '/send' ? `${String(payload)} ${oidc.auth(request).status}` : payload,
    )
    app.get('/send', async (_, reply) => reply.header('cache-control', 'public').send('text'))
    app.get('/error', () => {
      throw new Error('a handler of this test throws')
    })
    app.setErrorHandler((_, request, reply) =>
      reply.header('cache-control', 'public').code(500).send(oidc.auth(request).status),
    )
    app.setNotFoundHandler((request, reply) =>
      reply.header('cache-control', 'public').code(404).send(oidc.auth(request).status),
    )
    app.get('/called', (_, reply) => reply.callNotFound())
    for (const url of ['/send', '/error', '/nowhere', '/called']) {
      const answer = await app.inject(url)
      expect(answer.body, url).toMatch(/anonymous$/u)
      expect(answer.headers['cache-control'], url).toBe('private, no-store')
    }
  })

  it('runs no handler behind a gate whose decision comes after a timeout of the framework', async () => {
    const [asked, mayAnswer] = [createGate(), createGate()]
    const slow = createOidc({
      ...minimalOptions({ issuerUrl: 'http://localhost:1' }),
      fetch: async () => {
        asked.open()
        await mayAnswer.opened
        throw new TypeError('the provider of this test is down')
      },
    })
    const app = create({ handlerTimeout: 20 })
    void app.register(slow.plugin)
    let runs = 0
    app.get('/', { onRequest: slow.bearer({ audience: 'https://api.example.com' }) }, async () => (runs += 1))
    for (const [url, headers] of [
      ['/', { authorization: `Bearer ${'a'.repeat(40)}` }],
      // The host of an injected request is not that of baseUrl.
      ['/oauth2/authorization/main?moved=1', page],
    ] as const) {
      const answer = await app.inject({ url, headers })
      expect([401, 503], url).toContain(answer.statusCode)
      mayAnswer.open()
    }
    await asked.opened
    expect(runs).toBe(0)
  })

  it('closes while requests run', async () => {
    const app = create({ return503OnClosing: true })
    const [arrived, mayGoOn] = [createGate(), createGate()]
    app.addHook('onRequest', async () => {
      arrived.open()
      await mayGoOn.opened
    })
    void app.register(oidc.plugin)
    app.get('/', { onRequest: oidc.requireUser() }, async () => 'reached')
    const origin = await listen(app)
    const answer = fetch(`${origin}/`)
    await arrived.opened
    const closed = app.close()
    mayGoOn.open()
    expect([401, 503]).toContain((await answer).status)
    await closed
  })
})

describe('an upgrade to a web socket', () => {
  /** As @fastify/websocket does: the upgrade runs through the hooks of a route with a response of its own. */
  function routeUpgrades(app: FastifyInstance): void {
    app.server.on('upgrade', (req: IncomingMessage, socket: Socket) => {
      const res = new ServerResponse(req)
      res.assignSocket(socket)
      res.on('finish', () => socket.end())
      app.routing(req, res)
    })
  }
  const upgrade = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`

  it('is refused by a gate, with the headers of a private response', async () => {
    const app = create()
    let runs = 0
    void app.register(oidc.plugin)
    app.get('/', { onRequest: oidc.requireUser() }, async () => (runs += 1))
    routeUpgrades(app)
    const origin = await listen(app)
    const answer = await sendRaw(origin, upgrade('/'))
    expect(answer).toMatch(/^HTTP\/1\.1 401 /u)
    expect(answer).toMatch(/\r\ncache-control: private, no-store\r\n/iu)
    expect(await sendRaw(origin, upgrade('/oauth2/session'))).toMatch(/^HTTP\/1\.1 401 /u)
    expect(runs).toBe(0)
  })
})

it('S-11: reads the caller of a signed-in person wherever a response begins, and after it ended', async () => {
  let app: FastifyInstance | undefined
  const late: string[] = []
  const served = await serveContractApp((options) => {
    const own = createOidc(options)
    app = create()
    void app.register(own.plugin)
    app.addHook('onResponse', async (request) => void late.push(own.auth(request).status))
    app.get('/me', { onRequest: own.requireUser() }, async (request) => own.user(request).name)
    app.get('/late', async (_, reply) => reply.send(Readable.from(['te', 'xt'])))
    app.get('/begun', async (request, reply) => {
      reply.raw.writeHead(200, { 'cache-control': 'public' }).write('te')
      try {
        reply.raw.end(own.auth(request).user?.name)
      } catch {
        reply.raw.end('xt')
      }
      return reply
    })
    const ready = Promise.resolve(app.ready())
    return (req, res) => void ready.then(() => app?.routing(req, res))
  })
  onTestFinished(served.close)
  const agent = createUserAgent()
  expect((await signIn(agent, `${served.origin}/me`, 'staff')).text).toBe('Sam Staff')
  expect((await agent.get(`${served.origin}/late`)).text).toBe('text')
  expect((await agent.get(`${served.origin}/begun`)).text).toBe('text')
  expect(late.at(-1)).toBe('authenticated')
})

it('answers a client that hangs up while a provider is asked, and goes on', async () => {
  const app = create()
  void app.register(oidc.plugin)
  const origin = await listen(app)
  for (const path of ['/oauth2/authorization/main', '/login/oauth2/code/main?code=a&state=b', '/logout']) {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\n\r\n`)
    socket.destroy()
    await once(socket, 'close')
  }
  expect((await fetch(`${origin}/oauth2/session`)).status).toBe(401)
})
