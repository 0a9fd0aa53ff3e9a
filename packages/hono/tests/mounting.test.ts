import { createOidc } from '@x/oidc-hono'
import { minimalOptions } from '@x/oidc-testing'
import { Hono } from 'hono'
import { mount } from 'hono/mount'
import { describe, expect, it } from 'vitest'

const oidc = createOidc(minimalOptions())
const below = createOidc(minimalOptions({ baseUrl: 'http://localhost:3000/app' }))

const navigation = { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }
const wayBack = (answer: Response): string | null =>
  new URL(answer.headers.get('location') ?? '').searchParams.get('returnTo')

function createPages(ours: typeof oidc) {
  return new Hono<typeof oidc.env>()
    .use(ours.middleware())
    .get('/', (c) => c.text(c.var.auth.status))
    .get('/me', ours.requireUser(), (c) => c.text(c.var.auth.user.name))
    .get('/asset', (c) => c.text('asset'))
}

describe.each([
  ['route', new Hono().route('/app', createPages(below))],
  [
    'basePath',
    new Hono<typeof oidc.env>().basePath('/app').use(below.middleware()).get('/me', below.requireUser()),
  ],
  ['a mounted app that gets the whole URL', createWhole()],
])('below a path, by %s', (_, app) => {
  it('the paths of the library and the way back are below it', async () => {
    const answer = await app.request('/app/me?a=1', navigation)
    expect(answer.headers.get('location')).toMatch(
      /^http:\/\/localhost:3000\/app\/oauth2\/authorization\/main\?/u,
    )
    expect(wayBack(answer)).toBe('/app/me?a=1')
    expect((await app.request('/app/oauth2/session')).status).toBe(401)
    expect((await app.request('/oauth2/session')).status).toBe(404)
  })
})

function createWhole() {
  const pages = new Hono().route('/app', createPages(below))
  return new Hono().all('/app/*', mount(pages.fetch, { replaceRequest: false }))
}

describe('an app that is mounted behind the middleware', () => {
  const other = (): Response => Response.redirect('http://localhost:3000/elsewhere')

  it('is left alone, and a gate in front of it gates it', async () => {
    const app = new Hono().use(oidc.middleware()).use('/private/*', oidc.requireUser())
    app.all('/open/*', mount(other))
    app.all('/private/*', mount(other))
    const open = await app.request('/open/a')
    expect(open.status).toBe(302)
    expect(open.headers.get('cache-control')).toBeNull()
    const gated = await app.request('/private/a', navigation)
    expect(wayBack(gated)).toBe('/private/a')
  })
})

describe('a gate', () => {
  it('works without the middleware, and keeps its answers private', async () => {
    const app = new Hono().get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
    const answer = await app.request('/me')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/u)
  })

  it('in a sub-app needs no middleware there', async () => {
    const sub = new Hono<typeof oidc.env>()
      .use(oidc.requireRole('ROLE_USER'))
      .get('/', (c) => c.text('inside'))
    const app = new Hono().use(oidc.middleware()).route('/sub', sub)
    expect(wayBack(await app.request('/sub', navigation))).toBe('/sub')
  })

  it('does not run what follows it', async () => {
    let runs = 0
    const app = new Hono().use(oidc.middleware()).all('/admin', oidc.requireRole('ROLE_USER'), (c) => {
      runs += 1
      return c.text('inside')
    })
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await app.request('/admin', { method })).status, method).toBe(401)
    }
    expect(runs).toBe(0)
  })
})

describe('where nothing of ours is in front', () => {
  it('asking who is calling says what to do', async () => {
    const messages: string[] = []
    const app = new Hono()
      .onError(({ message }, c) => {
        messages.push(message)
        return c.text('failed', 500)
      })
      .get('/auth', (c) => c.text(oidc.auth(c).status))
      .get('/user', oidc.middleware(), (c) => c.text(oidc.user(c).name))
    await app.request('/auth')
    await app.request('/user')
    expect(messages).toEqual([
      expect.stringContaining('oidc.middleware()'),
      expect.stringContaining('requireUser'),
    ])
  })
})

describe('a request to one of our paths', () => {
  const app = createPages(oidc)

  it('is answered to HEAD without a body', async () => {
    const answer = await app.request('/oauth2/session', { method: 'HEAD' })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toBe('')
  })

  it('by any other method is answered 405', async () => {
    for (const method of ['OPTIONS', 'PUT', 'DELETE']) {
      const answer = await app.request('/logout', { method })
      expect(answer.status, method).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    }
  })

  it('may have been read by other code', async () => {
    const reads = new Hono()
      .use(async (c, next) => {
        await c.req.parseBody()
        await next()
      })
      .route('/', createPages(oidc))
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    }
    const answer = await reads.request('/logout', { method: 'POST', headers, body: 'a=1' })
    expect(answer.status).toBe(303)
  })

  it('keeps the headers that a step in front has set', async () => {
    const outer = new Hono()
      .use(async (c, next) => {
        c.header('x-request-id', '7')
        await next()
      })
      .route('/', createPages(oidc))
    expect((await outer.request('/oauth2/session')).headers.get('x-request-id')).toBe('7')
  })

  it('hands its work to the platform, if that keeps work alive', async () => {
    const works: Promise<unknown>[] = []
    const context = {
      waitUntil: (work: Promise<unknown>) => works.push(work),
      passThroughOnException: () => undefined,
      props: {},
    }
    await app.request('/', {}, {}, context)
    expect(works).toHaveLength(0)
    await app.request('/oauth2/session', {}, {}, context)
    expect(works).toHaveLength(1)
    await Promise.all(works)
  })
})
