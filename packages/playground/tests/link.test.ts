import { describe, expect, it } from 'vitest'
import { buildFragment, parseFragment } from '../src/link/state-fragment.ts'
import { withoutSecrets } from '../src/link/without-secrets.ts'
import { providerShapes } from '../src/shapes/provider-shapes.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: unknown) => `${encode({ alg: 'RS256' })}.${encode(claims)}.c2ln`
const plain = '{"providers": [{}]}'

function problemOf(result: ReturnType<typeof parseFragment>): string {
  return result !== undefined && 'problem' in result ? result.problem.message : 'none'
}

describe('a link', () => {
  it.each(providerShapes.map(({ label, texts }) => [label, texts] as const))(
    'carries both texts there and back: %s',
    (_, texts) => {
      const fragment = buildFragment(texts)
      expect('value' in fragment ? parseFragment(fragment.value) : undefined).toEqual({ value: texts })
    },
  )

  it('carries every kind of sign', () => {
    const texts = { claims: '"\u0000<script>\u202e管🎉"', configuration: '' }
    const fragment = buildFragment(texts)
    expect('value' in fragment && fragment.value).toMatch(/^#state=[\w-]+$/u)
    expect('value' in fragment ? parseFragment(fragment.value) : undefined).toEqual({ value: texts })
  })

  it('is not made of texts that are too long for it', () => {
    expect(buildFragment({ claims: 'x'.repeat(60_000), configuration: '' })).toMatchObject({
      problem: { message: expect.stringContaining('65536 are allowed') as unknown },
    })
  })
})

describe('a fragment', () => {
  it.each(['', '#', '#words', '#State=e30', '#state', '#x&state=e30'])('carries no state: %j', (fragment) => {
    expect(parseFragment(fragment)).toBeUndefined()
  })

  it.each([
    ['#state=', 'damaged'],
    ['#state=%3Cscript%3E', 'damaged'],
    ['#state=<script>alert(1)</script>', 'damaged'],
    ['#state=e30=', 'damaged'],
    ['#state=A', 'damaged'],
    ['#state=gA', 'damaged'],
    [`#state=${Buffer.from('{"claims": ').toString('base64url')}`, 'damaged'],
    [`#state=${encode([])}`, 'damaged'],
    [`#state=${encode(null)}`, 'damaged'],
    [`#state=${encode({})}`, 'no claims and configuration'],
    [`#state=${encode({ claims: {}, configuration: '' })}`, 'no claims and configuration'],
    [`#state=${encode({ claims: '' })}`, 'no claims and configuration'],
    [
      `#state=${Buffer.from('{"__proto__": {"claims": "a", "configuration": "b"}}').toString('base64url')}`,
      'no claims and configuration',
    ],
    [`#state=${'A'.repeat(65_536)}`, 'too long: it has 65543 characters'],
  ])('that is broken or hostile is refused, and the message has nothing of it: %s', (fragment, message) => {
    const problem = problemOf(parseFragment(fragment))
    expect(problem).toContain(message)
    expect(problem).not.toContain('script')
  })
})

describe('what a link carries', () => {
  const share = (claims: string, configuration = plain) => {
    const texts = withoutSecrets({ claims, configuration })
    return 'value' in texts ? texts.value : { problem: texts.problem.message }
  }

  it('is the texts as they are typed, without a secret in them', () => {
    expect(share('{"sub":  "ada"}')).toEqual({ claims: '{"sub":  "ada"}', configuration: plain })
    expect(share('{"sub": ')).toEqual({ claims: '{"sub": ', configuration: plain })
  })

  it('is of a token its claims alone', () => {
    for (const claims of [jwt({ sub: 'ada' }), JSON.stringify({ idToken: jwt({ sub: 'ada' }) })]) {
      const shared = share(claims)
      expect(JSON.stringify(shared)).not.toContain('eyJ')
      expect('claims' in shared && JSON.parse(shared.claims)).toEqual({ idToken: { sub: 'ada' } })
    }
  })

  it('is of a token response the claims alone, and no opaque token', () => {
    const shared = share(
      JSON.stringify({ id_token: jwt({ sub: 'ada' }), access_token: 'opaque-1', refresh_token: 'opaque-2' }),
    )
    expect('claims' in shared && JSON.parse(shared.claims)).toEqual({ idToken: { sub: 'ada' } })
    expect(share(JSON.stringify({ access_token: 'opaque-1', refresh_token: 'opaque-2' }))).toMatchObject({
      problem: expect.stringContaining('hold a token') as unknown,
    })
  })

  it.each([
    ['in a claim', JSON.stringify({ sub: 'a', at: jwt({}) })],
    ['in claims of a token', jwt({ sub: 'a', inner: jwt({}) })],
    ['in a text that cannot be read', `{"idToken": "${jwt({})}"`],
  ])('is never a token: %s', (_, claims) => {
    expect(share(claims)).toMatchObject({ problem: expect.stringContaining('hold a token') as unknown })
  })

  it('is of a configuration no secret of the session, the client or the introspection', () => {
    const shared = share(
      '{}',
      JSON.stringify({
        baseUrl: 'https://app.example.com',
        session: { secret: 'seal' },
        providers: [
          {
            ...{ clientId: 'app', clientSecret: 'hidden-1', rolesClaims: ['groups'] },
            ...{ tokenEndpointAuthMethod: 'client_secret_post', authorizationParams: { key: 'hidden-2' } },
            introspection: { clientId: 'api', clientSecret: 'hidden-3' },
            clientAuthentication: { privateKey: 'hidden-4' },
          },
        ],
        security: { roleMapping: { 'secret-keepers': ['ROLE_SECRET'] } },
      }),
    )
    expect('configuration' in shared && JSON.parse(shared.configuration)).toEqual({
      baseUrl: 'https://app.example.com',
      providers: [{ clientId: 'app', rolesClaims: ['groups'] }],
      security: { roleMapping: { 'secret-keepers': ['ROLE_SECRET'] } },
    })
  })

  it('is of an object literal what decides, and no comment', () => {
    const shared = share(
      '{}',
      `{
        session: { secret: 'hidden-1' }, // hidden-2
        providers: [{ clientSecret: 'hidden-3', 'client\\u0053ecret': 'hidden-4', rolesClaims: ['groups'], },],
      }`,
    )
    expect('configuration' in shared && JSON.parse(shared.configuration)).toEqual({
      providers: [{ rolesClaims: ['groups'] }],
    })
    const commented = share('{}', '{ providers: [{}] /* clientSecret: hidden */ }')
    expect('configuration' in commented && JSON.parse(commented.configuration)).toEqual({ providers: [{}] })
    expect(share('{}', `{"providers": [{"secret": "a",\n"secret": "b"}]} // c`)).not.toMatchObject({
      configuration: expect.stringMatching(/secret/u) as unknown,
    })
  })

  it.each([
    ['providers by name', { providers: { a: { clientId: 'app', clientSecret: 'hidden' } } }],
    ['a configuration within another object', { oidc: { session: { secret: 'hidden' } }, providers: [{}] }],
    ['deep lists', { a: [[{ b: [{ client_secret: 'hidden' }] }]] }],
    ['a session that is a text', { server: { session: 'hidden', sessionKey: 'hidden' } }],
    ['a secret that is a number', { providers: [{ pinSecret: 1_234_567_890 }] }],
    ...[
      ...[
        'secret',
        'SECRET',
        'appSecret',
        'password',
        'passphrase',
        'passwd',
        'pwd',
        'key',
        'apiKey',
        'api_key',
      ],
      ...['privateKey', 'signing-key', 'jwk', 'jwks', 'certificate', 'cert', 'pem', 'token', 'accessToken'],
      ...['refresh_token', 'bearer', 'credentials', 'authorization', 'cookie', 'assertion', 'salt', 'pepper'],
    ].map((name): [string, unknown] => [`the name ${name}`, { x: { [name]: ['hidden'] } }]),
    // A table of roles has names of the person's own, and lists of roles. What else is there is none of it.
    [
      'a table of roles',
      { security: { roleMapping: { clientSecret: 'hidden', key: { secret: ['hidden'] } } } },
    ],
    ['an option that only looks like one that decides', { caseInsensitiveKeys: 'hidden' }],
  ])('is of a configuration no secret at any depth: %s', (_, configuration) => {
    const shared = share('{}', JSON.stringify(configuration))
    expect(JSON.stringify(shared)).not.toMatch(/hidden|1234567890/u)
    expect(shared).toHaveProperty('configuration')
  })

  it('is of a configuration everything that decides', () => {
    const deciding = {
      providers: [{ nameClaim: 'email', rolesClaims: [{ path: ['keys', 'token'], from: 'accessToken' }] }],
      security: {
        roleMapping: { key: ['ROLE_KEY'], 'secret-keepers': ['ROLE_SECRET'] },
        individualRoles: { session: ['ROLE_SESSION'] },
        impliedRoles: { TOKEN: ['ROLE_KEY'] },
        caseInsensitiveKeys: true,
        usernameAsRoleKey: false,
        rolePatterns: [{ pattern: 'key-*', roles: ['ROLE_KEY'] }],
      },
    }
    const shared = share('{}', JSON.stringify(deciding))
    expect('configuration' in shared && JSON.parse(shared.configuration)).toEqual(deciding)
  })

  it('is of a member that is named twice the last one alone', () => {
    const shared = share('{}', '{"a": {"secret": "hidden"}, "a": {}}')
    expect(JSON.stringify(shared)).not.toContain('hidden')
  })

  // The second part of a JWE with the algorithm dir is empty (RFC 7516, section 5.1): so is a session's cookie.
  const jwe = `${encode({ alg: 'dir', enc: 'A256GCM' })}..aXY.dGV4dA.dGFn`
  it.each([
    ['in a claim', JSON.stringify({ sub: 'a', cookie: `oidc=${jwe}` }), plain],
    ['in a text that cannot be read', `{"sub": "${jwe}`, plain],
    ['in a configuration', '{}', JSON.stringify({ providers: [{ appName: jwe }] })],
    ['in a configuration that cannot be read', '{}', `{"appName": "${jwe}"`],
    ['behind another sign', JSON.stringify({ sub: `x${jwt({})}` }), plain],
  ])('is never an encrypted token: %s', (_, claims, configuration) => {
    expect(share(claims, configuration)).toMatchObject({
      problem: expect.stringMatching(/token|secret/u) as unknown,
    })
  })

  it.each(['https://user:hidden@id.example.com/', 'redis://:hidden@localhost:6379'])(
    'is no address with a password: %s',
    (address) => {
      for (const shared of [
        share(JSON.stringify({ sub: 'a', iss: address })),
        share('{}', JSON.stringify({ providers: [{ issuerUrl: address }] })),
      ])
        expect(shared).toMatchObject({ problem: expect.stringContaining('address') as unknown })
    },
  )

  it.each([
    '{"client_secret": "hidden"}',
    '{"a": [{"client\\u005fsecret": "hidden"}]}',
    '{"password": "hidden"',
  ])('is of claims nothing where they name a secret: %s', (claims) => {
    expect(share(claims)).toMatchObject({ problem: expect.stringContaining('secret') as unknown })
  })

  it('is nothing where a configuration that cannot be read may name a secret by an escape', () => {
    for (const text of [
      String.raw`{"client\u0053ecret": "hidden"`,
      '{"privateKeyPem": "hidden"',
      "{ session: { value: 'hidden' }",
    ])
      expect(share('{}', text)).toHaveProperty('problem')
  })

  it('is nothing where a configuration that cannot be read names a secret', () => {
    expect(share('{}', `{"providers": [{"clientSecret": "hidden"}]`)).toMatchObject({
      problem: expect.stringContaining('may be a secret') as unknown,
    })
  })
})
