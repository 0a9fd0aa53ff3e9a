import assert from 'node:assert/strict'
import type { ProviderAnswer } from '@x/oidc-testing'
import type { Fault } from './fault.ts'
import {
  answerAt,
  atSession,
  atSignIn,
  bothGoOn,
  duringCallback,
  hangAt,
  json,
  openPage,
  trickleAt,
} from './parts.ts'
import type { Answer, World } from './world.ts'

const broken: readonly (readonly [string, ProviderAnswer | 'reset', number])[] = [
  ['answers 500', { status: 500, body: 'no' }, 503],
  ['answers 429 with Retry-After', { status: 429, headers: { 'retry-after': '7200' } }, 503],
  ['answers JSON that is cut off', json('{"access_token":'), 502],
  ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 502],
  ['resets the connection', 'reset', 503],
  ['answers HTML', { headers: { 'content-type': 'text/html' }, body: '<h1>Proxy</h1>' }, 502],
]

const atCallback = broken.map(([name, answer, status]) =>
  atSignIn({
    name: `The token endpoint ${name} at a sign-in`,
    begin: () => undefined,
    act: duringCallback(({ provider }) => provider.twist(answerAt('/token', () => answer))),
    status,
  }),
)

/** Lets the roles become due, so that the next request refreshes the session. */
export const makeDue = (world: World): void => {
  world.now += 901
}

/** The pause after a failed refresh, then the roles are asked for again. */
const recover = (world: World): void => {
  world.provider.behave()
  world.now += 11
}

const atRefresh = broken.map(([name, answer]) =>
  atSession({
    name: `The token endpoint ${name} at a refresh`,
    begin(world) {
      makeDue(world)
      world.provider.twist(answerAt('/token', () => answer))
    },
    end: recover,
    sees: 'Nothing: the session goes on with its roles for `roleGraceSeconds`.',
    over: 'At the next refresh, ten seconds later.',
    also: ({ sent }) => assert.equal(new Set(sent.slice(0, 2)).size, 2),
  }),
)

const openAfterPause = async (world: World): Promise<Answer> => openPage(world)

const others: readonly Fault[] = [
  ...[['does not answer', hangAt] as const, ['answers 1 byte a second', trickleAt] as const].map(
    ([name, twist]) =>
      atSignIn({
        name: `The token endpoint ${name} at a sign-in`,
        begin: () => undefined,
        act: duringCallback((world) => world.provider.twist(twist(world, '/token'))),
        status: 503,
      }),
  ),
  atSession({
    name: 'The token endpoint does not answer at a refresh',
    begin(world) {
      makeDue(world)
      world.provider.twist(hangAt(world, '/token'))
    },
    end: recover,
    over: 'At the next refresh, ten seconds later.',
  }),
  atSession({
    name: 'A refresh is answered 421: the refresh token is sent once',
    settings: { sessions: 'store' },
    begin(world) {
      makeDue(world)
      world.provider.requests.clear()
      world.provider.twist(answerAt('/token', () => ({ status: 421, body: 'no' })))
    },
    act: async (world) => {
      const answer = await openPage(world)
      assert.equal(world.provider.requests.count('/token'), 1, 'refresh requests')
      return answer
    },
    end: recover,
    over: 'At the next refresh, ten seconds later.',
  }),
  atSession({
    name: 'The connection is lost after the provider has processed a refresh, which uses the token up',
    begin(world) {
      makeDue(world)
      world.intercept = async (url, init, send) => {
        const response = await send(url, init)
        if (!url.endsWith('/token')) return response
        await response.text()
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
        })
      }
    },
    end(world) {
      world.intercept = undefined
      world.now += 11
    },
    next: (world) => world.signIn('ada'),
    nextStatus: 303,
    during: bothGoOn,
    lost: { grace: 'The provider has used the refresh token up and refuses it: `invalid_grant`.' },
    sees: 'Nothing at first. At the next refresh the session ends, and a sign-in begins.',
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'A refresh has no access token, and an ID Token with at_hash',
    begin(world) {
      makeDue(world)
      world.provider.twist({
        refreshResponse: ({ access_token: _a, token_type: _t, expires_in: _e, ...rest }) => rest,
      })
    },
    end: recover,
    next: openAfterPause,
  }),
  atSession({
    name: 'A refresh has an ID Token about another person',
    begin(world) {
      world.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'mallory' }) })
      makeDue(world)
    },
    status: 302,
    during: { ada: 'sign-in', grace: 'sign-in' },
    next: (world) => world.signIn('ada'),
    nextStatus: 303,
    lost: { grace: 'The provider says that the tokens are those of another person.' },
    sees: 'The session ends, and a sign-in begins.',
    over: 'At the next sign-in.',
  }),
  ...[
    ['is down', { status: 503 }, 503],
    ['answers nonsense', json('['), 502],
    ['answers about another person', json('{"sub":"mallory","groups":["admins"]}'), 502],
  ].map(([name, answer, status]) =>
    atSignIn({
      name: `UserInfo ${name as string} at a sign-in`,
      settings: { sessions: 'cookies', provider: { accessTokenFormat: 'opaque' } },
      begin: () => undefined,
      act: duringCallback(({ provider }) =>
        provider.twist(answerAt('/userinfo', () => answer as ProviderAnswer)),
      ),
      status: status as number,
    }),
  ),
  ...introspectionFaults(),
]

function introspectionFaults(): readonly Fault[] {
  const settings = {
    sessions: 'cookies',
    provider: { accessTokenFormat: 'opaque', accessTokenLookup: 'introspection' },
  } as const
  const claims = { sub: 'ada-5f0c', client_id: 'mobile', aud: 'https://api.example.com', groups: ['staff'] }
  const callApi = (world: World): Promise<Answer> => {
    const token = world.provider.issueAccessToken({ ...claims, exp: world.now + 300 })
    world.secrets.add(token)
    return world.visit('ada', '/api', { authorization: `Bearer ${token}`, accept: 'application/json' })
  }
  const rows = [
    [
      'is down',
      503,
      ({ provider }: World) => provider.twist(answerAt('/introspect', () => ({ status: 503 }))),
    ],
    ['does not answer', 503, (world: World) => world.provider.twist(hangAt(world, '/introspect'))],
    [
      'says active:"true", a text',
      503,
      ({ provider }: World) => provider.twist({ introspection: (answer) => ({ ...answer, active: 'true' }) }),
    ],
  ] as const
  return rows.map(([name, status, begin]) =>
    atSession({
      name: `Introspection ${name}`,
      ...{ settings, status, begin },
      retryAfter: '10',
      act: callApi,
      during: bothGoOn,
      next: callApi,
      sees: 'A program gets 503 (`token_unverifiable`).',
    }),
  )
}

export const tokenEndpointFaults: readonly Fault[] = [...atCallback, ...atRefresh, ...others]
