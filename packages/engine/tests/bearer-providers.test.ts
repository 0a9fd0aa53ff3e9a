import { afterEach, describe, expect, it } from 'vitest'
import type { BearerOptions } from '@x/oidc-engine'
import { audience, useBearerFixture } from './bearer-fixture.ts'
import type { AppOptions } from './start-app.ts'

const fixture = useBearerFixture()
const accepted = '200'
const refused = '401 invalid_token typ'

function twin(changes: object = {}): NonNullable<AppOptions['providers']>[number] {
  return { providerId: 'twin', issuerUrl: fixture.stranger.issuerUrl, clientId: 'app', ...changes }
}

describe('accessTokenProfile', () => {
  it.each<[AppOptions['provider'], BearerOptions['accessTokenProfile'], string]>([
    [{}, undefined, refused],
    [{ accessTokenProfile: 'plain_jwt' }, undefined, accepted],
    [{}, 'plain_jwt', accepted],
    [{ accessTokenProfile: 'plain_jwt' }, 'rfc9068', refused],
    [{}, { main: 'plain_jwt' }, accepted],
    [{ accessTokenProfile: 'plain_jwt' }, { main: 'rfc9068' }, refused],
    [{ accessTokenProfile: 'plain_jwt' }, {}, accepted],
    [{ accessTokenProfile: 'plain_jwt' }, { twin: 'rfc9068' }, accepted],
  ])('is what the guard says, else what the provider says: %j, %j', async (provider, override, expected) => {
    const api = fixture.createApi(provider, { shareSecurity: true }, [twin()])
    const token = await fixture.sign(fixture.buildClaims(), { typ: 'JWT' })
    const bearer = override === undefined ? {} : { accessTokenProfile: override }
    expect(await api.judge(token, bearer)).toBe(expected)
  })
})

describe('accessTokenLookup', () => {
  it.each<[AppOptions['provider'], BearerOptions['accessTokenLookup'], readonly string[]]>([
    [{}, undefined, []],
    [{ accessTokenFormat: 'opaque' }, undefined, ['/introspect']],
    [{ accessTokenLookup: 'introspection' }, undefined, ['/introspect']],
    [{ accessTokenLookup: 'userinfo' }, undefined, ['/userinfo']],
    [{ accessTokenFormat: 'opaque', accessTokenLookup: 'userinfo' }, undefined, ['/userinfo']],
    [{ accessTokenLookup: 'userinfo' }, 'introspection', ['/introspect']],
    [{ accessTokenLookup: 'userinfo' }, { main: 'introspection' }, ['/introspect']],
    [{ accessTokenLookup: 'introspection' }, 'userinfo', ['/userinfo']],
    [{ accessTokenLookup: 'introspection' }, {}, ['/introspect']],
    [{}, { main: 'introspection' }, ['/introspect']],
  ])('is what the guard says, else what the provider says: %j, %j', async (provider, override, expected) => {
    const api = fixture.createApi(provider)
    const isUserinfo = expected.includes('/userinfo')
    const claims = fixture.buildClaims()
    const token = expected.length > 0 ? fixture.provider.issueAccessToken(claims) : await fixture.sign()
    const bearer = {
      ...(override === undefined ? {} : { accessTokenLookup: override }),
      audience: isUserinfo ? 'unchecked' : audience,
    }
    expect(await api.judge(token, bearer)).toBe(accepted)
    const looked = ['/introspect', '/userinfo'].filter((path) => fixture.provider.requests.count(path) > 0)
    expect(looked).toEqual(expected)
  })

  afterEach(() => {
    fixture.provider.requests.clear()
  })

  it('userinfo of a provider makes its guards say that the audience is unchecked', () => {
    const { engine } = fixture.createApi({ accessTokenLookup: 'userinfo' })
    expect(() => engine.bearer({ audience })).toThrow(/bearer\.audience must be 'unchecked' here/u)
    expect(() => engine.bearer({ audience: 'unchecked', scopes: ['read'] })).toThrow(
      /bearer\.scopes cannot be required/u,
    )
    expect(() => engine.bearer({ audience, accessTokenLookup: 'introspection' })).not.toThrow()
  })

  it.each([audience, 'unchecked', ['unchecked', audience]])(
    'userinfo of one of two providers is no way around the audience %j of the other',
    (named) => {
      const { engine } = fixture.createApi({ accessTokenLookup: 'userinfo' }, { shareSecurity: true }, [
        twin(),
      ])
      expect(() => engine.bearer({ audience: named })).toThrow(
        'bearer.providers must be set: UserInfo does not prove an audience for tokens of "main", and tokens of "twin" must have',
      )
      const byTable = { main: 'introspection' } as const
      const check = (): unknown => engine.bearer({ audience: named, accessTokenLookup: byTable })
      if (named === audience) expect(check).not.toThrow()
      else expect(check).toThrow(/can be 'unchecked' only with accessTokenLookup: 'userinfo'/u)
    },
  )

  it('of a public client cannot be introspection, wherever it is said', () => {
    const opaque = twin({ accessTokenFormat: 'opaque' })
    const { engine } = fixture.createApi({}, { shareSecurity: true }, [opaque])
    expect(() => engine.bearer({ audience })).toThrow(/introspection needs a clientSecret/u)
    const table = { twin: 'signed_introspection' } as const
    expect(() => engine.bearer({ audience, accessTokenLookup: table })).toThrow(
      /introspection needs a clientSecret/u,
    )
    expect(() =>
      fixture.createApi({}, { shareSecurity: true }, [twin({ accessTokenLookup: 'introspection' })]),
    ).toThrow(/providers\[1\]\.accessTokenLookup is 'introspection', which needs a clientSecret/u)
  })
})
