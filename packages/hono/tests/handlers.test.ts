import { createOidc } from '@x/oidc-hono'
import { createGate, minimalOptions } from '@x/oidc-testing'
import { Hono, type Context } from 'hono'
import { cors } from 'hono/cors'
import { setCookie } from 'hono/cookie'
import { streamText } from 'hono/streaming'
import { describe, expect, it } from 'vitest'

const options = minimalOptions()
const origin = options.baseUrl
const oidc = createOidc(options)

type App = Hono<typeof oidc.env>

/** Cookies of ours that say nothing any more: they are deleted with the answer. */
const cookieName = oidc.engine.config.session.cookieName
const broken = { cookie: `${cookieName}.1=x; ${cookieName}.2=x` }
const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }

function createApp(build: (app: App) => unknown): App {
  const app: App = new Hono()
  app.use(oidc.middleware())
  build(app)
  return app
}

function expectPrivate(answer: Response): void {
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  expect(answer.headers.get('vary')).toMatch(/(?:^|, )Cookie(?:,|$)/u)
}

function expectShared(answer: Response): void {
  expect(answer.headers.get('cache-control') ?? 'public').toMatch(/^public/u)
  expect(answer.headers.get('vary') ?? '').not.toMatch(/cookie/iu)
  expect(answer.headers.getSetCookie()).toEqual([])
}

const nameOf = (c: Context<typeof oidc.env>): string => c.var.auth.user?.name ?? 'anonymous'

describe('S-11: an answer', () => {
  const readers: Readonly<Record<string, (c: Context<typeof oidc.env>) => Response | Promise<Response>>> = {
    'c.text': (c) => c.text(nameOf(c)),
    'c.html': (c) => c.html(`<p>${nameOf(c)}</p>`),
    'c.html with a promise': (c) => c.html(Promise.resolve(`<p>${nameOf(c)}</p>`)),
    'c.json': (c) => c.json(c.var.auth),
    'c.body': (c) => c.body(nameOf(c), 200, { 'cache-control': 'public, max-age=60' }),
    'c.redirect': (c) => c.redirect(`/${nameOf(c)}`),
    'c.notFound': (c) => (nameOf(c) === 'anonymous' ? c.notFound() : c.text('found')),
    'c.get': (c) => c.text(c.get('auth').status),
    'oidc.auth': (c) => c.text(oidc.auth(c).status),
    'oidc.explain': (c) => c.json(oidc.explain(c) ?? null),
    'a Response': (c) => new Response(nameOf(c), { headers: { 'cache-control': 'public, max-age=60' } }),
    'an immutable Response': (c) => Response.redirect(`${origin}/${nameOf(c)}`),
    'an empty Response': (c) => new Response(null, { status: nameOf(c) === 'anonymous' ? 204 : 200 }),
    'an object spread': (c) => c.json({ ...c.var.auth }),
    'a key that is asked for': (c) => c.text(String('expiresAt' in c.var.auth)),
    'the list of keys': (c) => c.text(Object.keys(c.var.auth).join()),
    'a descriptor': (c) => c.text(typeof Object.getOwnPropertyDescriptor(c.var.auth, 'user')),
    'a stream that begins with it': (c) =>
      streamText(c, (stream) => stream.writeln(nameOf(c)).then(() => undefined)),
  }

  it.each(Object.entries(readers))('for which auth was read is private: %s', async (_, handler) => {
    const answer = await createApp((app) => app.get('/', handler)).request('/')
    expectPrivate(answer)
    await answer.text()
  })

  it('for which auth was not read stays cacheable, also with other variables and a foreign cookie', async () => {
    const app = createApp((app) =>
      app.get('/asset', (c) => {
        c.set('other' as never, 1 as never)
        return c.body(Object.keys(c.var).join(), 200, { 'cache-control': 'public, max-age=60' })
      }),
    )
    const answer = await app.request('/asset', { headers: { cookie: 'theirs=1' } })
    expectShared(answer)
    expect(await answer.text()).toBe('auth,other')
  })

  it('that carries a cookie of ours is private, and every cookie has a line of its own', async () => {
    const app = createApp((app) =>
      app.get('/', (c) => {
        setCookie(c, 'theirs', '1')
        setCookie(c, 'others', '2')
        return c.text('text', 200, { vary: 'Accept' })
      }),
    )
    const answer = await app.request('/', { headers: broken })
    expectPrivate(answer)
    expect(answer.headers.get('vary')).toBe('Accept, Cookie')
    const names = answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0])
    expect(names.sort()).toEqual([`${cookieName}.1`, `${cookieName}.2`, 'others', 'theirs'].sort())
  })

  it('is private when a middleware in between asks, before or after the handler', async () => {
    const asks: ((c: Context<typeof oidc.env>, next: () => Promise<void>) => Promise<void>)[] = [
      async (c, next) => {
        c.header('x-who', nameOf(c))
        await next()
      },
      async (c, next) => {
        await next()
        c.header('x-who', nameOf(c))
      },
    ]
    for (const ask of asks) {
      const app = createApp((app) => app.use(ask).get('/', (c) => c.text('text')))
      const answer = await app.request('/')
      expectPrivate(answer)
      expect(answer.headers.get('x-who')).toBe('anonymous')
    }
  })

  it('of a stream keeps streaming', async () => {
    const rest = createGate()
    const app = createApp((app) =>
      app.get('/', (c) => {
        const name = nameOf(c)
        return streamText(c, async (stream) => {
          await stream.write(name)
          await rest.opened
          await stream.write(' left')
        })
      }),
    )
    const answer = await app.request('/')
    expectPrivate(answer)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toBe('anonymous')
    rest.open()
    expect((await reader.read()).value).toBe(' left')
  })

  it('is too late to ask for once it is on its way: a cache could keep it', async () => {
    const errors: unknown[] = []
    const rest = createGate()
    const app = createApp((app) =>
      app.get('/', (c) =>
        streamText(
          c,
          async (stream) => {
            await rest.opened
            await stream.write(nameOf(c))
          },
          async (error) => {
            errors.push(error)
          },
        ),
      ),
    )
    const answer = await app.request('/')
    expectShared(answer)
    rest.open()
    expect(await answer.text()).toBe('')
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('before') as unknown }),
    ])
  })

  it('that was private may be asked for until its end', async () => {
    const rest = createGate()
    const app = createApp((app) =>
      app.get('/', (c) => {
        const before = nameOf(c)
        return streamText(c, async (stream) => {
          await rest.opened
          await stream.write(`${before} ${nameOf(c)}`)
        })
      }),
    )
    const answer = await app.request('/')
    rest.open()
    expect(await answer.text()).toBe('anonymous anonymous')
  })

  it('that cannot be marked any more does not go out', async () => {
    const app = createApp((app) =>
      app.get('/', async (c) => {
        const fetched = await fetch(`data:text/plain,of ${nameOf(c)}`)
        fetched.body?.getReader()
        return fetched
      }),
    )
    const answer = await app.request('/')
    expect(answer.status).toBe(500)
    expectPrivate(answer)
    expect(await answer.text()).toBe('')
  })

  it('that was fetched and read in part, and does not read the caller, is not changed', async () => {
    const app = createApp((app) =>
      app.get('/', async () => {
        const fetched = await fetch('data:text/plain,of anonymous')
        fetched.body?.getReader()
        return fetched
      }),
    )
    expectShared(await app.request('/'))
  })

  it('of a WebSocket upgrade passes as it is', async () => {
    const upgrade = new Response(null)
    Object.defineProperty(upgrade, 'status', { value: 101 })
    const app = createApp((app) =>
      app.get('/', (c) => {
        nameOf(c)
        return upgrade
      }),
    )
    expect(await app.request('/')).toBe(upgrade)
  })
})

describe('an error', () => {
  const fail = (): never => {
    throw new Error('the handler of this test throws')
  }

  it('is answered by onError, which may say who is calling', async () => {
    const app = createApp((app) => app.get('/', fail))
    app.onError((error, c) => c.text(`${nameOf(c)}: ${error.message}`, 500))
    const answer = await app.request('/')
    expect(answer.status).toBe(500)
    expectPrivate(answer)
    expect(await answer.text()).toBe('anonymous: the handler of this test throws')
  })

  it('after auth was read makes the answer of onError private', async () => {
    const app = createApp((app) => app.get('/', (c) => fail.call(nameOf(c))))
    app.onError(() => new Response('failed', { status: 500, headers: { 'cache-control': 'public' } }))
    expectPrivate(await app.request('/'))
  })

  it('of a handler that asks nothing leaves the answer as it is', async () => {
    const app = createApp((app) => app.get('/', fail))
    app.onError((_, c) => c.text('failed', 500))
    expectShared(await app.request('/'))
  })

  it('of the notFound handler, which has no handler behind it, is private too', async () => {
    const app = createApp((app) => app.notFound(fail))
    app.onError((_, c) => c.text(nameOf(c), 500))
    const answer = await app.request('/', { headers: broken })
    expect(answer.status).toBe(500)
    expectPrivate(answer)
    expect(answer.headers.getSetCookie()).toHaveLength(2)
    expect(await answer.text()).toBe('anonymous')
  })

  it('of a sub-app is answered by its own onError', async () => {
    const sub: App = new Hono()
    sub.get('/', oidc.requireUser(), fail).get('/open', fail)
    sub.onError((_, c) => c.text(`sub: ${nameOf(c)}`, 500))
    const app = createApp((app) => app.route('/sub', sub))
    const answer = await app.request('/sub/open')
    expectPrivate(answer)
    expect(await answer.text()).toBe('sub: anonymous')
  })

  it('that is no Error is not ours to answer: it goes on', async () => {
    const app = createApp((app) =>
      app.get('/', () => {
        throw 'no error' as unknown as Error
      }),
    )
    await expect(Promise.resolve(app.request('/'))).rejects.toBe('no error')
  })
})

describe('an answer of ours', () => {
  it('keeps its own headers and cookies whatever a step in front has set', async () => {
    const app: App = new Hono()
    app.use(cors({ origin, credentials: true }))
    app.use(async (c, next) => {
      c.res.headers.set('cache-control', 'public')
      setCookie(c, 'theirs', '1')
      await next()
    })
    app.use(oidc.middleware())
    app.get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
    for (const path of ['/logout/done', '/me']) {
      const answer = await app.request(path, { headers: { ...broken, ...page, origin } })
      expectPrivate(answer)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      const names = answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0])
      expect(names).toContain('theirs')
      if (path === '/me')
        expect(names).toEqual(expect.arrayContaining([`${cookieName}.1`, `${cookieName}.2`]))
    }
  })
})

it('R-14: an application whose fetch and log throw answers every request', async () => {
  const fail = (): never => {
    throw undefined as unknown as Error
  }
  const [provider] = options.providers
  const broken = createOidc({
    ...{ ...options, providers: [{ ...provider, clientSecret: 'secret' }] },
    ...{ fetch: fail, log: fail },
  })
  const app = new Hono<typeof broken.env>()
    .use(broken.middleware())
    .get('/', broken.requireUser(), (c) => c.text('open'))
    .get(
      '/api',
      broken.bearer({ audience: 'https://api.example.com', accessTokenLookup: 'introspection' }),
      (c) => c.text('open'),
    )
  expect((await app.request('/oauth2/authorization/main')).status).toBe(503)
  expect((await app.request('/')).status).toBe(401)
  expect((await app.request('/api', { headers: { authorization: 'Bearer opaque' } })).status).toBe(503)
})
