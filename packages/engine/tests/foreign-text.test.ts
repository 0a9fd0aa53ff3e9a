import { OidcError, checkOidcConfig, fromAtoti, type ErrorDetails, type OidcErrorCode } from '@x/oidc-core'
import {
  createEngine,
  requestPasswordToken,
  type EngineEvent,
  type EngineOptions,
  type Ports,
} from '@x/oidc-engine'
import { renderFailure } from '@x/oidc-engine/adapter'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionSecret } from './start-app.ts'

/** Ends a line and begins one that looks like ours, drives a terminal, turns the direction of text, and is no whole character. */
const hostile =
  'canary\n[oidc] forged\r\u001b[2J\u0000\u0085\u009b31m\u2028\u2029\u202e\u2066\u061c\u200e\u200f\u007f\ud800'

/** Written anew here: the tests must not believe the pattern that they test. */
const isControl = (sign: string): boolean => {
  const code = sign.codePointAt(0) ?? 0
  const isListed = [0x061c, 0x200e, 0x200f].includes(code)
  const ranges = [
    [0, 31],
    [0x7f, 0x9f],
    [0x2028, 0x202e],
    [0x2066, 0x2069],
    [0xd800, 0xdfff],
  ] as const
  return isListed || ranges.some(([from, to]) => code >= from && code <= to)
}

let lines: string[] = []
beforeEach(() => {
  lines = []
  for (const method of ['error', 'warn', 'info', 'log', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...written: unknown[]) => {
      lines.push(...written.map(String).join(' ').split('\n'))
    })
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** No line holds a control character, and none was begun by others. */
function expectClean(text: readonly string[]): void {
  expect(text.filter((line) => [...line].some(isControl) || line.startsWith('[oidc] forged'))).toEqual([])
  expect(text.filter((line) => line.length > 4000)).toEqual([])
}

/** What an application's own logger is given: texts at any depth; ours may have several lines. */
function listTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n')
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(listTexts)
}

const issuer = 'https://id.example.com'
const baseUrl = 'https://app.example.com'
const now = 1_793_000_000
const provider = {
  providerId: 'main',
  issuerUrl: issuer,
  clientId: 'app',
  clientSecret: 'secret',
  rolesClaims: ['groups'],
}

const facts = (path: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'GET',
  url: baseUrl + path,
  header: (name: string) => headers[name],
})

const { privateKey, publicKey } = await generateKeyPair('ES256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig' }
const metadata: Readonly<Record<string, unknown>> = {
  ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
  ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo` },
  ...{ introspection_endpoint: `${issuer}/introspect`, id_token_signing_alg_values_supported: ['ES256'] },
}

interface Said {
  readonly metadata?: Readonly<Record<string, unknown>>
  /** By path: what the provider answers there. */
  readonly answers?: Readonly<Record<string, () => Response>>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly callback?: Readonly<Record<string, string>>
  readonly options?: Partial<EngineOptions>
}

/** Signs in where the provider says what it should not, twice: by our own log, and by the application's. */
async function signIn(said: Said): Promise<void> {
  for (const log of [undefined, (event: EngineEvent) => void seen.push(event)]) {
    let idToken = ''
    const answers: Readonly<Record<string, () => Response>> = {
      '/.well-known/openid-configuration': () => Response.json({ ...metadata, ...said.metadata }),
      '/jwks': () => Response.json({ keys: [jwk] }),
      '/token': () => Response.json({ access_token: 'opaque', token_type: 'Bearer', id_token: idToken }),
      '/userinfo': () => Response.json({ sub: 'eve' }),
      ...said.answers,
    }
    const ports: Partial<Ports> = {
      now: () => now,
      fetch: (url) =>
        Promise.resolve(answers[new URL(url).pathname]?.() ?? new Response(null, { status: 404 })),
      ...(log && { log }),
    }
    const security = { roleMapping: { staff: ['ROLE_USER'] } }
    const engine = createEngine(
      { baseUrl, providers: [provider], security, session: { secret: sessionSecret }, ...said.options },
      ports,
    )
    const guard = engine.bearer({ audience: 'https://api.example.com', accessTokenLookup: 'introspection' })
    await guard.authenticate(facts('/', { authorization: 'Bearer opaque' }))
    const start = await engine.handle(facts('/oauth2/authorization/main'))
    if (start?.status !== 302) continue
    const { searchParams } = new URL(start.headers.get('location') ?? '')
    idToken = await new SignJWT({ nonce: searchParams.get('nonce'), ...said.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(issuer)
      .setSubject('eve')
      .setAudience('app')
      .setIssuedAt(now)
      .setExpirationTime(now + 300)
      .sign(privateKey)
    const cookie = start.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    const query = new URLSearchParams({
      code: 'code',
      state: searchParams.get('state') ?? '',
      ...said.callback,
    })
    await engine.handle(facts(`/login/oauth2/code/main?${query.toString()}`, { cookie }))
  }
}

let seen: EngineEvent[] = []

describe('#17: foreign text never reaches a line of a log unescaped:', () => {
  const json =
    (body: unknown, status = 200) =>
    () =>
      Response.json(body, { status })
  const typed = (type: string) => () => new Response('{}', { headers: { 'content-type': type } })
  const cases: Readonly<Record<string, Said>> = {
    'the issuer of the metadata': { metadata: { issuer: hostile } },
    ...Object.fromEntries(
      Object.keys(metadata).map((name): [string, Said] => [
        `metadata, ${name}`,
        { metadata: { [name]: hostile } },
      ]),
    ),
    'a name of metadata': { metadata: { [hostile]: hostile } },
    'an algorithm of the metadata': { metadata: { id_token_signing_alg_values_supported: [hostile, 7] } },
    'the error of an authorization response': { callback: { error: hostile, code: '' } },
    'the state of an authorization response': { callback: { state: hostile } },
    'the issuer of an authorization response': { callback: { iss: hostile } },
    'the error of the token endpoint': { answers: { '/token': json({ error: hostile }, 400) } },
    'the client error of the token endpoint': { answers: { '/token': json({ error: hostile }, 401) } },
    'a token': {
      answers: { '/token': json({ access_token: hostile, token_type: hostile, id_token: hostile }) },
    },
    'a content type': { answers: { '/token': typed('text/\u009b31m\u0085') } },
    'another content type': {
      answers: { '/.well-known/openid-configuration': typed('text/\u009b31m\u0085') },
    },
    'an introspection': { answers: { '/introspect': json({ active: hostile, [hostile]: hostile }) } },
    'a role key': { claims: { groups: [hostile, `${hostile}2`], [hostile]: hostile } },
    'a claim that is spelt like the one that is meant': {
      claims: { [`https://a:b/${hostile}`]: ['staff'] },
      options: { providers: [{ ...provider, rolesClaims: [`https://a.b/${hostile}`] }] },
    },
    'a name of overage': {
      claims: { groups: 'x', _claim_names: { groups: hostile }, _claim_sources: { x: hostile } },
    },
    'a user name': {
      claims: { name: hostile },
      options: { providers: [{ ...provider, nameClaim: 'name' }] },
    },
    'an audience': { claims: { aud: [hostile] } },
    'the subject of UserInfo': {
      answers: { '/userinfo': json({ sub: hostile }) },
      options: { providers: [{ ...provider, accessTokenFormat: 'opaque' }] },
    },
    'an error of completeClaims': {
      claims: { _claim_names: { groups: 'x' } },
      options: {
        completeClaims: () => {
          throw new OidcError('claims_completion_failed', hostile, { providerId: hostile, why: hostile })
        },
      },
    },
    'a security function': { options: { security: () => ({ [hostile]: hostile }) as never } },
    'a role of a security function': {
      options: { security: () => ({ requiredRoles: [], roleMapping: { [hostile]: hostile as never } }) },
    },
    'a warning of the configuration': {
      options: { security: { defaultRoles: [hostile], requiredRoles: [hostile] } },
    },
  }

  it.each(Object.keys(cases))('%s', async (name) => {
    seen = []
    await signIn(cases[name] ?? {})
    expectClean(lines)
    expectClean(seen.flatMap(listTexts))
    expect(lines.length + seen.length).toBeGreaterThan(0)
  })

  it('the text itself stays, escaped', async () => {
    await signIn({ metadata: { issuer: hostile } })
    expect(lines.join('\n')).toContain('canary\\n[oidc] forged')
    lines = []
    await signIn({ metadata: { jwks_uri: hostile } })
    expect(lines.join('\n')).toContain('canary\\u000a[oidc] forged')
  })

  it('a token, a path, a query and a host', async () => {
    const engine = createEngine(
      { baseUrl, providers: [provider], session: { secret: sessionSecret } },
      { now: () => now },
    )
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const guard = engine.bearer({ audience: hostile })
    for (const header of [{ alg: hostile }, { alg: 'RS256', kid: hostile }, { alg: 'RS256', typ: hostile }]) {
      const token = `${encode(header)}.${encode({ iss: hostile, aud: hostile })}.AA`
      await guard.authenticate(
        facts(`/${hostile}?${hostile}`, { authorization: `Bearer ${token}`, dpop: hostile, host: hostile }),
      )
    }
    await engine.handle(facts(`/oauth2/authorization/main?${hostile}`))
    await engine.handle(facts(`/oauth2/authorization/other`))
    await engine.handle({ ...facts('/login'), method: hostile })
    expectClean(lines)
  })
})

/** A detail of every code, as its type wants it, full of foreign text. Without a new code this file does not compile. */
const details: { readonly [Code in OidcErrorCode]: ErrorDetails[Code] } = {
  config_invalid: { issues: [{ severity: 'error', path: [hostile, 0], code: hostile, message: hostile }] },
  provider_lookup_failed: { providerId: hostile, why: hostile },
  provider_required: {},
  provider_unavailable: { providerId: hostile, operation: 'token', why: hostile },
  provider_response_invalid: { providerId: hostile, operation: 'jwks', why: hostile },
  issuer_mismatch: { providerId: hostile, expected: hostile, received: hostile },
  provider_unsupported: { providerId: hostile, what: hostile },
  authorization_failed: { providerId: hostile, error: hostile },
  authorization_response_invalid: { providerId: hostile, rule: hostile },
  transaction_missing: { providerId: hostile },
  transaction_expired: { providerId: hostile },
  transaction_used: { providerId: hostile },
  client_rejected: { providerId: hostile, error: hostile },
  token_request_failed: { providerId: hostile, error: hostile },
  id_token_invalid: { providerId: hostile, rule: hostile },
  userinfo_invalid: { providerId: hostile, rule: hostile },
  security_unavailable: { providerId: hostile, why: hostile },
  token_unverifiable: { providerId: hostile, why: hostile },
  claims_completion_failed: { providerId: hostile, why: hostile },
  session_store_unavailable: { operation: 'read', why: hostile },
  roles_outdated: { providerId: hostile, retryAfterSeconds: 1 },
  tokens_unavailable: { why: 'ended' },
  sign_in_hook_failed: { providerId: hostile, why: hostile },
  session_too_large: { bytes: 1, limit: 1, largest: hostile },
  sign_in_overtaken: { providerId: hostile },
  session_cookie_rejected: { providerId: hostile },
  unknown_provider: { providerId: hostile },
  method_not_allowed: { allow: 'GET' },
  cross_site_request: {},
  request_invalid: { why: hostile },
  request_too_large: { received: hostile, maxBytes: 1 },
  content_type_unsupported: { header: hostile, received: hostile, expected: hostile },
}

describe('#17: every error', () => {
  it.each(Object.keys(details) as OidcErrorCode[])(
    '%s is made and logged without control characters',
    async (code) => {
      // A multi-line message is ours alone; the lines of others are issues, which are clean where they are made.
      const message = code === 'config_invalid' ? hostile.replaceAll('\n', ' ') : hostile
      const error = new OidcError(code, `${message} ${message}`, details[code], new Error(hostile))
      expectClean(error.message.split('\n'))
      if (code !== 'config_invalid') expectClean(listTexts(error.detail))
      for (const log of [undefined, (event: EngineEvent) => void seen.push(event)]) {
        const engine = createEngine(
          { baseUrl, providers: [provider], session: { secret: sessionSecret } },
          {
            now: () => now,
            random: () => {
              throw error
            },
            ...(log && { log }),
          },
        )
        seen = []
        await engine.handle(facts('/oauth2/authorization/main'))
        const cookie = `${engine.config.session.cookieName}-x=`
        await engine.handle(facts('/login/oauth2/code/main?state=a', { cookie }))
      }
      expectClean(lines)
      expectClean(seen.flatMap(listTexts))
    },
  )

  it('is bounded, and so is what its detail says', () => {
    const long = 'x'.repeat(1_000_000)
    const error = new OidcError('request_invalid', long, { why: long })
    expect([error.message.length, error.detail.why.length]).toEqual([2000, 500])
  })
})

it('#17: a configuration is reported without control characters, each issue on its line', async () => {
  const options: unknown = {
    [hostile]: 1,
    baseUrl: hostile,
    providers: [
      {
        ...provider,
        issuerUrl: hostile,
        providerId: hostile,
        [hostile]: 1,
        scopes: [hostile],
        idTokenSigningAlgs: [hostile],
      },
      {
        ...provider,
        tokenEndpointAuthMethod: hostile,
        authorizationParams: { [hostile]: 7, state: hostile },
      },
    ],
    security: {
      ...{ caseInsensitiveKeys: true, roleMapping: { [hostile]: ['A'], [hostile.toUpperCase()]: ['A'] } },
      ...{
        impliedRoles: { [hostile]: [`${hostile}2`], [`${hostile}2`]: [hostile] },
        rolePatterns: [{ pattern: '***' }],
      },
    },
    session: { secret: hostile, cookieName: hostile, keep: { claims: hostile, [hostile]: true } },
    paths: { login: hostile, [hostile]: hostile },
  }
  const issues = checkOidcConfig(options)
  expect(issues.length).toBeGreaterThan(15)
  for (const { message } of issues) expectClean([message])
  for (const { message } of fromAtoti({ [hostile]: 1, roles_claims: [`https://a:b/${hostile}`] }).warnings)
    expectClean([message])
  const thrown: unknown[] = []
  for (const run of [
    () => createEngine(options as EngineOptions),
    () =>
      createEngine({ baseUrl, providers: [provider], session: { secret: sessionSecret } }).bearer({
        ...{
          audience: hostile,
          [hostile]: 1,
          providers: [hostile],
          accessTokenProfile: { [hostile]: 'rfc9068' },
        },
      }),
  ]) {
    try {
      run()
    } catch (error) {
      thrown.push(error)
    }
  }
  const script = { issuerUrl: hostile, clientId: 'a', apiOrigin: hostile, username: 'a', password: 'b' }
  await requestPasswordToken({ ...script, parameters: { [hostile]: '' }, ...{ [hostile]: 1 } }).catch(
    (error: unknown) => {
      thrown.push(error)
    },
  )
  expect(thrown).toHaveLength(3)
  for (const error of thrown) expectClean((error as Error).message.split('\n'))
  expect((thrown[0] as Error).message).toMatch(/\n- baseUrl has /u)
})

it('#17: what a handler of the application threw is rendered without control characters', () => {
  const error = new Error(hostile, { cause: new TypeError(hostile, { cause: hostile }) })
  error.name = hostile
  error.stack = `Error\n    at ${hostile}\n[oidc] forged\n    at b`
  const written = renderFailure(error).split('\n')
  expectClean(written)
  expect(written.join('\n')).toContain('canary\\u000a[oidc] forged')
  expect(renderFailure(undefined)).toBe('undefined')
  expect(renderFailure(Object.create(null))).toContain('cannot be read')
})
