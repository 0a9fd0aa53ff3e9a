import { createEngine, type HttpRequest } from '@x/oidc-engine'
import { answerForbidden, answerStaleRedirect, createFrameworkAuth } from '@x/oidc-engine/adapter'
import { expect, it } from 'vitest'

const options = {
  baseUrl: 'http://localhost:3000',
  providers: [
    { providerId: 'main', issuerUrl: 'http://localhost:1', clientId: 'app', accessTokenFormat: 'jwt' },
  ],
  session: { secret: 'a secret of more than thirty-two bytes' },
  security: { roleMapping: { staff: ['ROLE_USER'] } },
  log: () => undefined,
} as const
const engine = createEngine(options)
const { cookieName } = engine.config.session
const audience = 'http://localhost:3000/api'

interface CountedRequest extends HttpRequest {
  /** How often the `Cookie` header was read: it is parsed where it is read. */
  reads(): number
}

function count(url: string, own: Readonly<Record<string, string>> = {}): CountedRequest {
  const headers = new Headers({ accept: 'text/html', cookie: `theirs=1; ${cookieName}=x`, ...own })
  let reads = 0
  return {
    ...{ method: 'GET', url, reads: () => reads },
    header(name) {
      if (name === 'cookie') reads += 1
      return headers.get(name)
    },
  }
}

const marked = `/oauth2/authorization/main?${new URLSearchParams({ gate: '1', returnTo: '/me' }).toString()}`

/** Everything that one request goes through. */
const ways: Readonly<Record<string, readonly [url: string, run: (request: HttpRequest) => unknown]>> = {
  'a gate that refuses': ['/me', (request) => engine.gate(request)],
  'a gate that wants a role': ['/me', (request) => engine.gate(request, { role: 'ROLE_USER' })],
  'an API that is open to sessions': [
    '/api',
    (request) => engine.gate(request, { bearer: { audience }, optional: true, role: 'ROLE_USER' }),
  ],
  'an answer that is private where there are credentials': [
    '/me',
    async (request) => engine.hasCredentials(request, await engine.authenticate(request)),
  ],
  'a redirect to the sign-in that is no longer needed, or is': [
    marked,
    (request) => answerStaleRedirect(engine, request),
  ],
  'the page about a missing role': [
    '/login/forbidden?returnTo=/me',
    (request) => answerForbidden(engine, request),
  ],
  ...Object.fromEntries(
    ['/login', '/login/oauth2/code/main?code=a&state=b', '/login/denied', '/logout', '/logout/done'].map(
      (url) => [url, [url, (request: HttpRequest) => engine.handle(request)] as const],
    ),
  ),
  '/oauth2/session': ['/oauth2/session', (request) => engine.handle(request)],
  'the sign-in': ['/oauth2/authorization/main', (request) => engine.handle(request)],
}

it.each(Object.entries(ways))('parses the cookies of a request once: %s', async (_, [url, run]) => {
  const request = count(url)
  await run(request)
  expect(request.reads()).toBe(1)
})

it('parses them once for all steps of an adapter, and not for a token', async () => {
  const auth = createFrameworkAuth<CountedRequest, { add: () => void }, 'ROLE_USER'>(engine, {
    readRequest: (request) => request,
    attach: () => undefined,
  })
  const steps = [undefined, {}, engine.bearer({ audience, optional: true }), { role: 'ROLE_USER' }] as const
  const request = count('/me')
  for (const step of steps) await auth.authorize(request, { add: () => undefined }, step)
  expect(request.reads()).toBe(1)
  const called = count('/api', { authorization: 'Bearer x' })
  await auth.authorize(called, { add: () => undefined }, engine.bearer({ audience }))
  expect(called.reads()).toBe(0)
})

it('parses them anew for what another engine found', async () => {
  const other = createEngine({ ...options, session: { ...options.session, cookieName: 'other' } })
  const request = count('/')
  expect(other.hasCredentials(request, await engine.authenticate(request))).toBe(false)
  const own = count('/oauth2/session', { cookie: 'other=x' })
  const answer = await other.handle(own, {}, await engine.authenticate(own))
  expect(answer?.headers.getSetCookie().join()).toBe('')
  expect(own.reads()).toBe(2)
})
