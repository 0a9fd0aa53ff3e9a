import { startMisbehavingProvider, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EngineProviderOptions } from '@x/oidc-engine'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'http://localhost:3000'

/** A fresh application at the provider, which departs from the protocol. */
function start(twists: Twists, provider: Partial<EngineProviderOptions> = {}) {
  fixture.provider.twist(twists)
  const { engine, events } = createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider,
  })
  return { events, browser: openEngineBrowser(engine), engine }
}

async function signIn(twists: Twists, provider?: Partial<EngineProviderOptions>) {
  const { browser, events } = start(twists, provider)
  const answer = await browser.signIn()
  return { answer, event: events.at(-1), name: (await browser.authenticate()).auth.user?.name }
}

const noKid: Twists = { idTokenHeader: ({ kid: _, ...header }) => header }

const merge = (given: JsonRecord) => (own: JsonRecord) => ({ ...own, ...given })

/** As Azure AD B2C answers where no API is asked for. */
const withoutAccessToken: Twists = {
  tokenResponse: ({ access_token: _, ...answer }) => answer,
  idTokenClaims: ({ at_hash: _, ...claims }) => claims,
}

describe('a harmless oddity stops no sign-in', () => {
  it.each<[string, Twists]>([
    ['refresh_token null', { tokenResponse: merge({ refresh_token: null }) }],
    ['refresh_token empty', { tokenResponse: merge({ refresh_token: '' }) }],
    ['scope null', { tokenResponse: merge({ scope: null }) }],
    ['scope empty', { tokenResponse: merge({ scope: '' }) }],
    ['expires_in null', { tokenResponse: merge({ expires_in: null }) }],
    ['expires_in empty', { tokenResponse: merge({ expires_in: '' }) }],
    ['expires_in as text', { tokenResponse: merge({ expires_in: '3600' }) }],
    ['no access token', withoutAccessToken],
    [
      'no access token and no token_type',
      { ...withoutAccessToken, tokenResponse: ({ id_token }) => ({ id_token }) },
    ],
    ['a token answer as text/json', { respond: asContentType('/token', 'text/json; charset=utf-8') }],
    ['keys as application/octet-stream', { respond: asContentType('/jwks', 'application/octet-stream') }],
    ['keys as text/plain', { respond: asContentType('/jwks', 'text/plain') }],
    ['metadata as text/plain', { respond: asContentType('/.well-known/openid-configuration', 'text/plain') }],
    ...(['alg', 'use', 'kid', 'key_ops', 'ext'] as const).flatMap((member): [string, Twists][] =>
      [null, ''].map((value): [string, Twists] => [
        `a key whose ${member} is ${JSON.stringify(value)}`,
        {
          jwks: ({ keys }) => ({ keys: keys.map(merge({ [member]: value })) }),
          ...(member === 'kid' && noKid),
        },
      ]),
    ),
    ['end_session_endpoint n/a', { metadata: merge({ end_session_endpoint: 'n/a' }) }],
    ['introspection_endpoint a number', { metadata: merge({ introspection_endpoint: 7 }) }],
    ['prompt_values_supported a text', { metadata: merge({ prompt_values_supported: 'login' }) }],
    [
      'authorization_response_iss_parameter_supported a text',
      { metadata: merge({ authorization_response_iss_parameter_supported: 'true' }) },
    ],
  ])('%s', async (_, twists) => {
    const { answer, event, name } = await signIn(twists)
    expect([answer.status, event?.code, name]).toEqual([303, 'signed_in', 'ada'])
  })

  /** The answer as it is, under another content type. */
  function asContentType(path: string, type: string): NonNullable<Twists['respond']> {
    return async (request) => {
      if (request.path !== path) return undefined
      const { provider } = fixture
      provider.behave()
      const own = await fetch(provider.issuerUrl + path, {
        method: request.method,
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': 'application/x-www-form-urlencoded',
        },
        ...(request.method === 'POST' && { body: request.body }),
      })
      return { status: own.status, headers: { 'content-type': type }, body: await own.text() }
    }
  }
})

describe('what is needed stays needed', () => {
  it.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])('metadata without %s', async (member) => {
    const { browser, events } = start({ metadata: merge({ [member]: 'n/a' }) })
    const answer = await browser.get('/oauth2/authorization/main')
    expect([answer.status, events.at(-1)?.code]).toEqual([502, 'provider_response_invalid'])
    expect(events.at(-1)?.message).toContain(member)
  })

  it('UserInfo needs an access token', async () => {
    const { answer, event } = await signIn(withoutAccessToken, { accessTokenFormat: 'opaque' })
    expect([answer.status, event?.code]).toEqual([502, 'provider_response_invalid'])
    expect(event?.message).toContain('it contains no access token, which UserInfo')
  })

  it('an ID Token that names an access token is refused without one', async () => {
    const { event } = await signIn({
      ...withoutAccessToken,
      idTokenClaims: merge({ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }),
    })
    expect(event?.detail).toMatchObject({ rule: 'at_hash' })
  })
})

describe('what the metadata say beforehand is a page before the redirect', () => {
  it.each<[string, JsonRecord, string]>([
    ['pushed authorization requests only', { require_pushed_authorization_requests: true }, 'RFC 9126'],
    ['no code flow', { response_types_supported: ['id_token'] }, 'authorization code flow'],
    ['no PKCE with S256', { code_challenge_methods_supported: ['plain'] }, 'PKCE with S256'],
    [
      'no client authentication of ours',
      { token_endpoint_auth_methods_supported: ['private_key_jwt'] },
      'secret',
    ],
  ])('%s', async (_, metadata, words) => {
    const { browser, events } = start({ metadata: merge(metadata) })
    const answer = await browser.get('/oauth2/authorization/main')
    expect([answer.status, events.map(({ code }) => code)]).toEqual([502, ['provider_unsupported']])
    expect(events[0]?.message).toContain(words)
    expect(browser.cookies.size).toBe(0)
  })
})

it('malformed members are reported once, by their names', async () => {
  const { browser, events } = start({
    metadata: merge({ end_session_endpoint: 'n/a', authorization_response_iss_parameter_supported: 'true' }),
  })
  await browser.signIn()
  const reported = events.filter(({ code }) => code === 'metadata_malformed')
  expect(reported).toHaveLength(1)
  expect(reported[0]?.message).toContain(
    'end_session_endpoint, authorization_response_iss_parameter_supported',
  )
})

it('an https issuer cannot announce http endpoints, unless its metadata come by http from inside', async () => {
  const endpoints = { token_endpoint: 'http://id.example.com/token' }
  const issuerUrl = 'https://id.example.com'
  const metadata = {
    issuer: issuerUrl,
    authorization_endpoint: `${issuerUrl}/auth`,
    jwks_uri: `${issuerUrl}/jwks`,
    ...endpoints,
  }
  const attempt = async (provider: Partial<EngineProviderOptions>) => {
    const { engine } = createAppEngine(baseUrl, {
      issuerUrl,
      now: () => fixture.now,
      provider: { allowInsecureIssuer: true, ...provider },
      options: { fetch: () => Promise.resolve(Response.json(metadata)) },
    })
    return (await openEngineBrowser(engine).get('/oauth2/authorization/main')).status
  }
  expect(await attempt({})).toBe(502)
  expect(await attempt({ metadataUrl: 'http://keycloak:8080/metadata' })).toBe(302)
  expect(await attempt({ metadata: { token_endpoint: 'http://localhost:8080/token' } })).toBe(302)
})

describe('metadata of the configuration', () => {
  it('switch off what the metadata demand of other clients', async () => {
    const { answer } = await signIn(
      {
        metadata: merge({
          require_pushed_authorization_requests: true,
          response_types_supported: ['id_token'],
        }),
      },
      { metadata: { require_pushed_authorization_requests: false, response_types_supported: ['code'] } },
    )
    expect(answer.status).toBe(303)
  })

  it('stand in the place of the provider’s own', async () => {
    const issuer = fixture.provider.issuerUrl
    const { answer } = await signIn(
      { metadata: ({ end_session_endpoint: _, ...own }) => ({ ...own, token_endpoint: `${issuer}/wrong` }) },
      { metadata: { token_endpoint: `${issuer}/token`, end_session_endpoint: `${issuer}/end` } },
    )
    expect(answer.status).toBe(303)
  })

  it('add the address of a sign-out', async () => {
    const end = `${fixture.provider.issuerUrl}/end`
    const { browser } = start(
      { metadata: ({ end_session_endpoint: _, ...own }) => own },
      { metadata: { end_session_endpoint: end } },
    )
    await browser.signIn()
    expect((await browser.post('/logout')).headers.get('location')).toContain(`${end}?`)
  })

  it('with every member that is needed there is no discovery', async () => {
    const issuer = fixture.provider.issuerUrl
    const { answer } = await signIn(
      {},
      {
        metadata: {
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          authorization_response_iss_parameter_supported: true,
        },
      },
    )
    expect(answer.status).toBe(303)
    expect(fixture.provider.requests.count('/.well-known/openid-configuration')).toBe(0)
  })
})

describe('a sign-out', () => {
  it('adds logoutParams, which replace none of ours', async () => {
    const { browser } = start({}, { logoutParams: { logout_uri: `${baseUrl}/logout/done`, x: '1' } })
    await browser.signIn()
    const location = new URL((await browser.post('/logout')).headers.get('location') ?? '')
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      logout_uri: `${baseUrl}/logout/done`,
      x: '1',
      client_id: 'app',
    })
  })

  it('sends no ID Token whose key the provider has deleted, and sends one that it may know', async () => {
    const hintOf = (response: Response) =>
      new URL(response.headers.get('location') ?? '').searchParams.has('id_token_hint')
    const { browser } = start({})
    await browser.signIn()
    expect(hintOf(await browser.post('/logout'))).toBe(true)
    await browser.signIn()
    const rotated = await startMisbehavingProvider()
    onTestFinished(() => rotated.close())
    const others = rotated.publishedKeys().keys
    fixture.provider.twist({ jwks: () => ({ keys: others }) })
    // The keys are fetched anew before the sign-out: they are ten minutes old.
    const fresh = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const later = openEngineBrowser(fresh.engine, browser.cookies)
    expect(hintOf(await later.post('/logout'))).toBe(false)
  })

  it('leads to a page of the application', async () => {
    fixture.provider.behave()
    const { engine } = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { providerLogout: false },
      options: { paths: { afterLogout: '/bye' } },
    })
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    const done = (await browser.post('/logout')).headers.get('location') ?? ''
    const end = await browser.get(done)
    expect([end.status, end.headers.get('location')]).toEqual([302, `${baseUrl}/bye`])
  })

  it('stays here with providerLogout: false', async () => {
    const { browser } = start({}, { providerLogout: false })
    await browser.signIn()
    expect((await browser.post('/logout')).headers.get('location')).toBe(`${baseUrl}/logout/done`)
  })
})

describe('requiredAcrValues', () => {
  const required = { requiredAcrValues: ['gold', 'silver'] }

  it('are asked for', async () => {
    const { browser } = start({}, required)
    const location = (await browser.get('/oauth2/authorization/main')).headers.get('location') ?? ''
    expect(new URL(location).searchParams.get('acr_values')).toBe('gold silver')
  })

  it.each(['gold', 'silver'])('admit %s', async (acr) => {
    expect((await signIn({ idTokenClaims: merge({ acr }) }, required)).answer.status).toBe(303)
  })

  it.each([undefined, '', 'bronze', ['gold'], 'gold silver', 'GOLD', null])('refuse %j', async (acr) => {
    const { event } = await signIn({ idTokenClaims: merge({ acr }) }, required)
    expect(event).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'acr' } })
  })

  it('are no rule where they are only wished for', async () => {
    const { answer } = await signIn({}, { authorizationParams: { acr_values: 'gold' } })
    expect(answer.status).toBe(303)
  })
})

describe('unsafe', () => {
  const parametersOf = async (unsafe: EngineProviderOptions['unsafe']) => {
    const { browser, events } = start({}, { unsafe })
    const location = (await browser.get('/oauth2/authorization/main')).headers.get('location') ?? ''
    return { events, sent: new URL(location).searchParams }
  }

  it.each([
    [{ withoutNonce: true }, false, true],
    [{ withoutPkce: true }, true, false],
    [{ withoutNonce: true, withoutPkce: true }, false, false],
    [{ withoutNonce: false, withoutPkce: false }, true, true],
    [undefined, true, true],
  ] as const)('%j sends what is left, and warns at the start', async (unsafe, hasNonce, hasPkce) => {
    const { events, sent } = await parametersOf(unsafe)
    expect([sent.has('nonce'), sent.has('code_challenge')]).toEqual([hasNonce, hasPkce])
    expect(sent.get('state')).toMatch(/^[\w-]{43}$/u)
    expect(events.filter(({ code }) => code === 'unsafe')).toHaveLength(hasNonce && hasPkce ? 0 : 1)
  })

  it('without a nonce, an ID Token that has one is another’s', async () => {
    const unsafe = { withoutNonce: true }
    const forget = ({ nonce: _, ...claims }: JsonRecord) => claims
    expect((await signIn({ idTokenClaims: forget }, { unsafe })).answer.status).toBe(303)
    const { event } = await signIn({ idTokenClaims: merge({ nonce: 'of another sign-in' }) }, { unsafe })
    expect(event?.detail).toMatchObject({ rule: 'nonce' })
  })

  it('needs client authentication', () => {
    const create = () =>
      createAppEngine(baseUrl, {
        issuerUrl: fixture.provider.issuerUrl,
        publicClient: true,
        provider: { unsafe: { withoutPkce: true } },
      })
    expect(create).toThrow(/providers\[0\]\.unsafe needs a clientSecret/u)
  })
})

it('an ID Token over 64 KiB is refused as too long, with its size', async () => {
  const { event } = await signIn({ idTokenClaims: merge({ x: 'x'.repeat(70_000) }) })
  expect(event).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'too_long' } })
  expect(event?.message).toMatch(/has \d+ characters, and 65536 are read/u)
})
