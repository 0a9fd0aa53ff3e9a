import type { JsonRecord } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture } from './bearer-fixture.ts'
import { logoutEvent } from './logout-fixture.ts'

const fixture = useBearerFixture()

/** A logout token that has all that opens the API, too, such as one of a provider that copies claims into each token. */
const buildToken = (): JsonRecord =>
  fixture.buildClaims({ sid: 's1', exp: fixture.now + 120, events: { [logoutEvent]: {} } })

const answers: Readonly<Record<string, () => JsonRecord>> = {
  '/introspect': () => ({ active: true, ...fixture.buildClaims({ token_type: 'Bearer' }) }),
  '/userinfo': () => ({ sub: 'ada', groups: ['admins'] }),
}

type Bearer = Parameters<ReturnType<typeof fixture.createApi>['judge']>[1]

const strategies: readonly (readonly [string, { readonly accessTokenFormat?: 'opaque' }, Bearer])[] = [
  ['rfc9068', {}, { accessTokenProfile: 'rfc9068' }],
  ['plain_jwt', {}, { accessTokenProfile: 'plain_jwt' }],
  ['plain_jwt_without_aud', {}, { accessTokenProfile: 'plain_jwt_without_aud' }],
  ['workload_jwt', {}, { accessTokenProfile: 'workload_jwt' }],
  ['introspection', { accessTokenFormat: 'opaque' }, {}],
  ['userinfo', { accessTokenFormat: 'opaque' }, { accessTokenLookup: 'userinfo', audience: 'unchecked' }],
]

const types = [undefined, 'JWT', 'at+jwt', 'logout+jwt', 'application/logout+jwt', 'LOGOUT+JWT']

describe.each(strategies)('L-12: a logout token as an access token, by %s', (name, provider, bearer) => {
  const openApi = () => {
    fixture.provider.twist({
      respond: ({ path }) => {
        const body = answers[path]?.()
        return body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      },
    })
    return fixture.createApi(provider)
  }

  it.each(types)('opens nothing with the type %s', async (typ) => {
    const token = await fixture.sign(buildToken(), { typ })
    const api = openApi()
    // The second time it could be a cached one.
    for (let at = 0; at < 2; at += 1) expect(await api.judge(token, bearer)).toMatch(/^401 invalid_token/u)
  })

  it.each(types.filter((typ) => typ?.toLowerCase().includes('logout')))(
    'opens nothing with the type %s alone, without events',
    async (typ) => {
      const { events: _, ...claims } = buildToken()
      expect(await openApi().judge(await fixture.sign(claims, { typ }), bearer)).toMatch(
        /^401 invalid_token/u,
      )
    },
  )

  it('is what makes the difference: the same claims without it open the API', async () => {
    const { events: _, sid: __, ...claims } = buildToken()
    const named = name === 'plain_jwt_without_aud' ? { token_use: 'access' } : {}
    const token = await fixture.sign(
      { ...claims, ...named, ...(name === 'plain_jwt_without_aud' && { client_id: audience }) },
      { typ: name === 'rfc9068' ? 'at+jwt' : 'JWT' },
    )
    expect(await openApi().judge(token, bearer)).toBe('200')
  })
})
