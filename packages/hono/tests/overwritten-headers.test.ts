import { getRequestListener } from '@hono/node-server'
import { createOidc, type EngineEvent } from '@x/oidc-hono'
import { minimalOptions, startHttpServer } from '@x/oidc-testing'
import { Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { mount } from 'hono/mount'
import { secureHeaders } from 'hono/secure-headers'
import { streamText } from 'hono/streaming'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const oidc = createOidc(minimalOptions())
const cookieName = oidc.engine.config.session.cookieName
const broken = { cookie: `${cookieName}.1=x` }
const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
const policy = "default-src 'self'; form-action 'self'"

/** What stands in front of ours and sets headers once the answer is there. */
const fronts: Readonly<Record<string, MiddlewareHandler>> = {
  'c.header': async (c, next) => {
    await next()
    c.header('Cache-Control', 'public, max-age=600')
    c.header('CDN-Cache-Control', 'max-age=600')
    c.header('Vary', 'Accept')
    c.header('Set-Cookie', 'theirs=1')
    c.header('Content-Security-Policy', policy)
    c.header('Referrer-Policy', 'no-referrer')
  },
  'c.res.headers': async (c, next) => {
    await next()
    c.res.headers.set('cache-control', 'public, max-age=600')
    c.res.headers.append('surrogate-control', 'max-age=600')
    c.res.headers.set('vary', 'Accept')
    c.res.headers.set('set-cookie', 'theirs=1')
    c.res.headers.append('content-security-policy', policy)
  },
  'headers that were read before': async (c, next) => {
    await next()
    const { headers } = c.res
    await new Promise((resolve) => setTimeout(resolve, 1))
    headers.set('cache-control', 'public')
    headers.delete('vary')
    headers.delete('set-cookie')
    headers.set('content-security-policy', policy)
  },
  'a new answer': async (c, next) => {
    await next()
    const { body, status } = c.res
    c.res = undefined
    c.res = new Response(body, {
      status,
      headers: { 'cache-control': 'public', 'content-security-policy': policy },
    })
  },
  'a copy of the answer': async (c, next) => {
    await next()
    c.res = new Response(c.res.body, c.res)
    c.res.headers.set('cache-control', 'public')
  },
  secureHeaders: secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], formAction: ["'self'"] } }),
  'several of them': async (c, next) => {
    await compress()(c, next)
    c.header('cache-control', 'public')
    c.header('content-security-policy', policy)
  },
  etag: etag(),
  'headers that are set before': async (c, next) => {
    c.header('cache-control', 'public')
    c.header('content-security-policy', policy)
    c.res.headers.set('vary', 'Origin')
    await next()
  },
}

function createApp(front: string) {
  return new Hono()
    .onError((error, c) =>
      error instanceof HTTPException
        ? new Response(oidc.auth(c).status, { status: 500, headers: { 'cache-control': 'public' } })
        : c.text(error.message, 500),
    )
    .use(fronts[front] as MiddlewareHandler)
    .use(oidc.middleware())
    .get('/text', (c) => c.text(c.var.auth.status))
    .get('/response', (c) => new Response(c.var.auth.status, { headers: { 'cache-control': 'public' } }))
    .get('/redirect', (c) => Response.redirect(`http://localhost:3000/${c.var.auth.status}`))
    .get('/empty', (c) => new Response(null, { status: c.var.auth.status === 'anonymous' ? 304 : 200 }))
    .get('/stream', (c) => {
      const { status } = c.var.auth
      return streamText(c, (stream) => stream.write(status).then(() => undefined))
    })
    .get('/throws', (c) => {
      throw new Error(c.var.auth.status)
    })
    .get('/throws/http', () => {
      throw new HTTPException(500)
    })
    .get('/gated', oidc.requireUser(), (c) => c.text('inside'))
    .get('/static', (c) => c.text('the same for everybody'))
}

const paths = ['/text', '/response', '/redirect', '/empty', '/stream', '/throws', '/throws/http', '/gated']

describe.each(Object.keys(fronts))('behind %s', (front) => {
  it.each(paths)('S-11: an answer for one caller stays private: %s', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await createApp(front).request(path, { method, headers: broken })
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect(answer.headers.get('vary')).toMatch(/(?:^|, )Cookie(?:,|$)/u)
      expect(answer.headers.has('cdn-cache-control')).toBe(false)
      expect(answer.headers.has('surrogate-control')).toBe(false)
      expect(answer.headers.getSetCookie().filter((cookie) => cookie.startsWith(cookieName))).toHaveLength(1)
      await answer.text()
    }
  })

  it.each(['/logout', '/oauth2/session', '/login/oauth2/code/main?code=a&state=b', '/gated'])(
    'our own answer arrives with the headers that it was built with: %s',
    async (path) => {
      const bare = new Hono()
        .use(oidc.middleware())
        .get('/gated', oidc.requireUser(), (c) => c.text('inside'))
      const headers = { ...page, ...broken, 'sec-fetch-mode': path === '/gated' ? 'same-origin' : 'navigate' }
      const expected = await bare.request(path, { headers })
      const found = await createApp(front).request(path, { headers })
      expect(found.status).toBe(expected.status)
      for (const [name, value] of expected.headers) {
        if (name === 'set-cookie') expect(found.headers.getSetCookie()).toContain(value)
        else if (name === 'vary') expect(found.headers.get(name)).toContain('Cookie')
        else expect(found.headers.get(name), name).toBe(value)
      }
    },
  )

  it('an answer that is the same for everybody is left to others', async () => {
    const bare = new Hono()
      .use(fronts[front] as MiddlewareHandler)
      .get('/static', (c) => c.text('the same for everybody'))
    const [expected, found] = [await bare.request('/static'), await createApp(front).request('/static')]
    expect([...found.headers]).toEqual([...expected.headers])
  })
})

it('what others say beside ours is kept', async () => {
  const answer = await createApp('c.header').request('/text', { headers: broken })
  expect(answer.headers.get('vary')).toBe('Accept, Cookie')
  expect(answer.headers.getSetCookie()).toContain('theirs=1')
})

describe('what comes from around the app, on Node', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  async function warnings(environment: string): Promise<readonly string[]> {
    vi.stubEnv('NODE_ENV', environment)
    const events: EngineEvent[] = []
    const own = createOidc({ ...minimalOptions(), log: (event) => events.push(event) })
    const inner = new Hono().use(own.middleware()).get('/', (c) => c.text(c.var.auth.status))
    const outer = new Hono()
      .use(async (c, next) => {
        await next()
        c.header('cache-control', 'public, max-age=600')
      })
      .all('/*', mount(inner.fetch, { replaceRequest: false }))
    const { origin, close } = await startHttpServer(getRequestListener(outer.fetch))
    for (let times = 0; times < 3; times += 1) await (await fetch(origin)).text()
    await close()
    return events
      .filter(({ code }) => code === 'header_overwritten')
      .map(({ level, message }) => `${level}: ${message}`)
  }

  it('is a warning, once, that names the header and the order to mount', async () => {
    const [warning, ...others] = await warnings('development')
    expect(warning).toMatch(
      /^warn: Another middleware overwrote cache-control: it is "public, max-age=600", .* inside the app that uses oidc\.middleware\(\)\.$/u,
    )
    expect(others).toEqual([])
  })

  it('is no warning in production, where no request takes longer for it', async () => {
    expect(await warnings('production')).toEqual([])
  })
})

describe('a header about another body, set in front,', () => {
  const setters: Readonly<Record<string, (name: string, value: string) => MiddlewareHandler>> = {
    'by c.header': (name, value) => async (c, next) => {
      c.header(name, value)
      await next()
    },
    'on c.res': (name, value) => async (c, next) => {
      c.res.headers.set(name, value)
      await next()
    },
  }
  const headers = [
    ['content-length', '3'],
    ['content-length', '100000'],
    ['content-encoding', 'gzip'],
    ['content-range', 'bytes 0-1/2'],
    ['transfer-encoding', 'chunked'],
  ] as const

  it.each(Object.keys(setters).flatMap((by) => headers.map(([name, value]) => [name, value, by] as const)))(
    'does not cut a page of the library: %s: %s, %s',
    async (name, value, by) => {
      const app = new Hono().use(setters[by]?.(name, value) as MiddlewareHandler).use(oidc.middleware())
      const { origin, close } = await startHttpServer(getRequestListener(app.fetch))
      onTestFinished(close)
      for (let round = 0; round < 2; round += 1) {
        const answer = await fetch(`${origin}/oauth2/session`, { headers: { connection: 'keep-alive' } })
        expect(await answer.json()).toMatchObject({ status: 401 })
        if (name !== 'content-length' && name !== 'transfer-encoding')
          expect(answer.headers.has(name)).toBe(false)
      }
    },
  )
})
