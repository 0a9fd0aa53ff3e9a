import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http'
import express from 'express'
import onHeaders from 'on-headers'
import { createOidc, type EngineEvent } from '@x/oidc-node'
import { minimalOptions } from '@x/oidc-testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'

const oidc = createOidc(minimalOptions())
const cookieName = oidc.engine.config.session.cookieName

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown

afterEach(() => {
  vi.unstubAllEnvs()
})

const broken = { cookie: `${cookieName}.1=x` }
const hostilePolicy = "default-src 'self'; form-action 'self'"

/** What others set while the head is written, in front of ours. */
function overwrite(res: ServerResponse): void {
  res.setHeader('Cache-Control', 'public, max-age=600')
  res.removeHeader('cache-control')
  res.appendHeader('cache-control', 'public')
  res.setHeader('CDN-Cache-Control', 'max-age=600')
  res.setHeaders(new Headers({ 'Surrogate-Control': 'max-age=600', 'X-Own': 'a' }))
  res.setHeader('Vary', 'Accept')
  res.setHeader('Set-Cookie', 'theirs=1')
  res.setHeader('Content-Security-Policy', hostilePolicy)
  res.appendHeader('content-security-policy', hostilePolicy)
  res.setHeader('X-Frame-Options', 'SAMEORIGIN')
  res.setHeader('Referrer-Policy', 'no-referrer')
}

const fronts: Readonly<Record<string, (res: ServerResponse) => void>> = {
  'on-headers': (res) => onHeaders(res, () => overwrite(res)),
  'on-headers, twice': (res) => {
    onHeaders(res, () => overwrite(res))
    onHeaders(res, () => overwrite(res))
  },
  'on-headers, removing all': (res) =>
    onHeaders(res, () => {
      for (const name of res.getHeaderNames()) res.removeHeader(name)
    }),
  'a writeHead that adds headers': (res) => {
    const writeHead = res.writeHead.bind(res) as (...given: unknown[]) => ServerResponse
    res.writeHead = (status: number) =>
      writeHead(status, {
        'Cache-Control': 'public',
        'Content-Security-Policy': hostilePolicy,
        VARY: 'Accept',
      })
  },
  'a writeHead that adds a list': (res) => {
    const writeHead = res.writeHead.bind(res) as (...given: unknown[]) => ServerResponse
    res.writeHead = (status: number) => writeHead(status, ['cache-control', 'public', 'vary', 'Accept'])
  },
  'headers that are set at once': overwrite,
}

const writes: Readonly<Record<string, Handler>> = {
  'res.end': (_, res) => res.end('text'),
  'res.write': (_, res) => {
    res.write('te')
    res.end('xt')
  },
  flushHeaders: (_, res) => {
    res.flushHeaders()
    res.end('text')
  },
  'headers in an object': (_, res) => res.writeHead(200, { 'cAcHe-Control': 'public' }).end('text'),
  'headers in a flat array': (_, res) => res.writeHead(200, ['CACHE-CONTROL', 'public']).end('text'),
  'headers in pairs': (_, res) => res.writeHead(200, [['Cache-Control', 'public']] as never).end('text'),
  'a status message': (_, res) => res.writeHead(200, 'Fine', { 'Cache-Control': 'public' }).end('text'),
  'res.setHeader': (_, res) => res.setHeader('Cache-Control', 'public').end('text'),
  'res.appendHeader': (_, res) => res.appendHeader('Cache-Control', 'public').end('text'),
  'a stream': async (_, res) => {
    res.write('te')
    await new Promise((resolve) => setImmediate(resolve))
    res.end('xt')
  },
  'on-headers in the handler': (_, res) => {
    onHeaders(res, () => overwrite(res))
    res.end('text')
  },
}

const cases = Object.keys(fronts).flatMap((front) =>
  Object.keys(writes).map((write) => [front, write] as const),
)

describe('S-11: an answer for one caller stays private', () => {
  const listen = (front: string, handler: Handler): RequestListener => {
    const listener = oidc.listener((req, res) => {
      oidc.auth(req).status satisfies string
      return handler(req, res)
    })
    return (req, res) => {
      fronts[front]?.(res)
      listener(req, res)
    }
  }

  it.each(cases)('behind %s, with %s', async (front, write) => {
    const origin = await serve(listen(front, writes[write] as Handler))
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(origin, { method, headers: broken })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect(answer.headers.get('vary')).toMatch(/(?:^|, )Cookie(?:,|$)/u)
      expect(answer.headers.has('cdn-cache-control')).toBe(false)
      expect(answer.headers.has('surrogate-control')).toBe(false)
      expect(answer.headers.getSetCookie().join('\n')).toContain(`${cookieName}.1=;`)
      if (method === 'GET') expect(await answer.text()).toBe('text')
    }
  })

  it.each(Object.keys(fronts))('behind %s, with 304 and with an error', async (front) => {
    const origin = await serve(
      listen(front, (req, res) => {
        if (req.url === '/304') return res.writeHead(304).end()
        throw new Error('the handler of this test throws')
      }),
    )
    for (const status of [304, 500]) {
      const answer = await fetch(`${origin}/${status}`)
      expect(answer.status).toBe(status)
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
    }
  })

  it('behind express with on-headers: a gate, an error and an ETag that fits', async () => {
    const app = express()
    app.set('env', 'test')
    app.use((_, res, next) => {
      onHeaders(res, () => overwrite(res))
      next()
    })
    app.use(oidc.middleware())
    app.get('/me', oidc.requireUser(), (req, res) => res.json(oidc.user(req).name))
    app.get('/', (req, res) => res.json(oidc.auth(req).status))
    app.get('/throws', (req) => {
      throw new Error(oidc.auth(req).status)
    })
    app.get('/static', (_, res) => res.type('text').send('the same for everybody'))
    const origin = await serve(app)
    const first = await fetch(origin)
    const again = await fetch(origin, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
    const answers = [first, again, await fetch(`${origin}/me`), await fetch(`${origin}/throws`)]
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 401, 500])
    for (const answer of answers) expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const shared = await fetch(`${origin}/static`)
    expect(shared.headers.get('cache-control')).toBe('public')
    expect(shared.headers.get('vary')).toBe('Accept')
  })

  it('and keeps what others may say: their cookies, their headers, what it varies by', async () => {
    const origin = await serve(listen('on-headers', writes['res.end'] as Handler))
    const answer = await fetch(origin, { headers: broken })
    expect(answer.headers.getSetCookie()[0]).toBe('theirs=1')
    expect(answer.headers.get('x-own')).toBe('a')
    expect(answer.headers.get('vary')).toBe('Accept, Cookie')
  })

  it('and once the head is written, setting a header is the error that it is', async () => {
    const codes: unknown[] = []
    const origin = await serve(
      listen('on-headers', (_, res) => {
        res.flushHeaders()
        for (const name of ['cache-control', 'x-other']) {
          try {
            res.setHeader(name, 'public')
          } catch (error) {
            codes.push((error as NodeJS.ErrnoException).code)
          }
        }
        res.end()
      }),
    )
    await fetch(origin)
    expect(codes).toEqual(['ERR_HTTP_HEADERS_SENT', 'ERR_HTTP_HEADERS_SENT'])
  })
})

describe('our own answers arrive with the headers that they were built with', () => {
  const asked = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
  const listener = oidc.listener((_, res) => res.end())

  it.each(Object.keys(fronts))('behind %s', async (front) => {
    const [plain, behind] = await Promise.all([
      serve(listener),
      serve((req, res) => {
        fronts[front]?.(res)
        listener(req, res)
      }),
    ])
    for (const path of ['/logout', '/oauth2/session', '/login/oauth2/code/main?code=a&state=b']) {
      const [expected, found] = await Promise.all(
        [plain, behind].map((origin) =>
          fetch(origin + path, { headers: { ...asked, ...broken }, redirect: 'manual' }),
        ),
      )
      expect(found?.status).toBe(expected?.status)
      for (const [name, value] of expected?.headers ?? []) {
        if (/^(?:date|connection|keep-alive|content-length|transfer-encoding)$/u.test(name)) continue
        if (name === 'set-cookie') expect(found?.headers.getSetCookie()).toContain(value)
        else if (name === 'vary') expect(found?.headers.get(name)).toContain(value)
        else expect(found?.headers.get(name), `${name} of ${path}`).toBe(value)
      }
    }
  })
})

describe('what cannot be held', () => {
  /** It reaches past the answer, to what Node itself writes with. */
  const reachPast = (res: ServerResponse): void => {
    onHeaders(res, () => ServerResponse.prototype.setHeader.call(res, 'cache-control', 'public, max-age=600'))
  }

  async function warnings(environment: string): Promise<readonly EngineEvent[]> {
    vi.stubEnv('NODE_ENV', environment)
    const events: EngineEvent[] = []
    const own = createOidc({ ...minimalOptions(), log: (event) => events.push(event) })
    const listener = own.listener((req, res) => res.end(own.auth(req).status))
    const origin = await serve((req, res) => {
      reachPast(res)
      listener(req, res)
    })
    for (let times = 0; times < 3; times += 1) await (await fetch(origin)).text()
    await fetch(`${origin}/logout`, { redirect: 'manual' })
    return events.filter(({ code }) => code === 'header_overwritten')
  }

  it('is a warning, once, that names the header and the order to mount', async () => {
    expect(await warnings('development')).toEqual([
      expect.objectContaining({
        level: 'warn',
        message:
          'Another middleware overwrote cache-control: it is "public, max-age=600", expected "private, no-store". Mount oidc.middleware() first: the middleware that is mounted first sets the headers last.',
      }),
    ])
  })

  it('is no warning in production, where no request takes longer for it', async () => {
    expect(await warnings('production')).toEqual([])
  })

  it('is held where ours is mounted first', async () => {
    const listener = oidc.listener((req, res) => {
      reachPast(res)
      res.end(oidc.auth(req).status)
    })
    expect((await fetch(await serve(listener))).headers.get('cache-control')).toBe('private, no-store')
  })
})
