import fc from 'fast-check'
import type { RoleRule } from '../src/claims/claim-path.ts'
import type { OidcOptions, ProviderOptions, SecurityOptions } from '../src/config/oidc-options.ts'

/** Few words, so that claims, mappings, patterns and names meet; and such as reach a prototype. */
export const word: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', '/a', 'A', 'a/b', 'staff', 'ROLE_USER', 'x y') },
  { weight: 2, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty') },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
)

const role = fc.constantFrom('ROLE_USER', 'ROLE_ADMIN', 'ROLE_GUEST', '__proto__', 'constructor')
const roles = fc.array(role, { maxLength: 3 })
const table = fc
  .array(fc.tuple(word, roles), { maxLength: 4 })
  .map((entries): Readonly<Record<string, string[]>> => Object.fromEntries(entries))
const pattern = fc
  .array(fc.constantFrom('a', 'b', '/', '*', '**', 'ROLE_'), { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(''))
  .filter((text) => !text.includes('***'))

const security: fc.Arbitrary<SecurityOptions> = fc.record(
  {
    roleMapping: table,
    individualRoles: table,
    defaultRoles: roles,
    requiredRoles: roles,
    // Each role implies later ones only, so that there is no circle.
    impliedRoles: fc.constantFrom(
      {},
      { ROLE_ADMIN: ['ROLE_USER'] },
      { ROLE_ADMIN: ['__proto__'], __proto__: [] },
    ),
    rolePatterns: fc.array(fc.record({ pattern, roles }), { maxLength: 2 }),
    passthrough: fc.oneof(
      fc.constant(false as const),
      fc.record(
        { allow: fc.array(pattern, { maxLength: 2 }), prefix: fc.constantFrom('ROLE_', 'x-') },
        { requiredKeys: ['allow'] },
      ),
    ),
    usernameAsRoleKey: fc.boolean(),
  },
  { requiredKeys: [] },
)

const step = fc.oneof(word, fc.nat(2), fc.constant(null))
const claim = fc.oneof(word, fc.array(step, { minLength: 1, maxLength: 3 }))
const textRule = fc.oneof(
  fc.record(
    {
      path: claim,
      parse: fc.constant('json'),
      select: fc.constant('keys'),
      whenTrue: word,
      required: fc.boolean(),
    },
    { requiredKeys: ['path', 'parse'] },
  ),
  fc.record(
    { path: claim, parse: fc.constant('bracketed'), stripPrefix: fc.constant('/'), required: fc.boolean() },
    { requiredKeys: ['path', 'parse'] },
  ),
)
const rule = fc.oneof(
  claim,
  textRule,
  fc.record(
    {
      path: claim,
      from: fc.constantFrom('idToken', 'userinfo', 'accessToken'),
      split: fc.constantFrom(',', ' ', '/'),
      select: fc.oneof(fc.constant('keys'), fc.record({ member: word })),
      stripPrefix: fc.constantFrom('/', 'a'),
      required: fc.boolean(),
      truncatesAt: fc.integer({ min: 1, max: 5 }),
      whenTrue: word,
    },
    { requiredKeys: ['path'] },
  ),
)

const authentication: fc.Arbitrary<Partial<ProviderOptions>> = fc.constantFrom(
  {},
  { tokenEndpointAuthMethod: 'none' },
  { clientSecret: 'secret' },
  { clientSecret: 'secret', tokenEndpointAuthMethod: 'client_secret_basic' },
  { clientSecret: 'secret', tokenEndpointAuthMethod: 'client_secret_post' },
  { clientSecret: 'a certificate', useClientSecretAsCertificate: true },
)

const unauthenticated: fc.Arbitrary<ProviderOptions> = fc.record(
  {
    providerId: fc.constant('main'),
    issuerUrl: fc.constant('https://id.example.com'),
    clientId: fc.constant('app'),
    nameClaim: fc.oneof(
      claim,
      fc.constantFrom('sub', 'email', 'name'),
      fc.record({ firstOf: fc.array(claim, { minLength: 1, maxLength: 3 }) }),
    ),
    scopes: fc.array(fc.constantFrom('email', 'profile', 'openid')),
    rolesClaims: fc.array(rule, { maxLength: 4 }),
    accessTokenFormat: fc.constantFrom('jwt', 'opaque'),
    accessTokenProfile: fc.constantFrom('rfc9068', 'plain_jwt', 'plain_jwt_without_aud', 'workload_jwt'),
    accessTokenLookup: fc.constant('userinfo'),
    allowUnverifiedEmail: fc.boolean(),
    security,
  },
  { requiredKeys: ['providerId', 'issuerUrl', 'clientId'] },
)

/** With opaque access tokens, a required claim of one would refuse every sign-in: that is an error. */
function dropUnreadable({ rolesClaims = [], ...provider }: ProviderOptions): ProviderOptions {
  const readable = rolesClaims.filter((rule) => {
    const { from, required } = rule as RoleRule
    return provider.accessTokenFormat !== 'opaque' || from !== 'accessToken' || required !== true
  })
  return { ...provider, rolesClaims: readable }
}

const providerArbitrary: fc.Arbitrary<ProviderOptions> = fc
  .tuple(unauthenticated, authentication)
  .map(([provider, ways]) => dropUnreadable({ ...provider, ...ways }))

const keep = fc.record(
  { claims: fc.oneof(fc.boolean(), fc.array(claim, { maxLength: 3 })), trace: fc.boolean() },
  { requiredKeys: [] },
)

/** Options that pass the check. */
export const optionsArbitrary: fc.Arbitrary<OidcOptions> = fc.record(
  {
    baseUrl: fc.constantFrom('https://app.example.com', 'http://localhost:3000/app/'),
    providers: fc
      .array(providerArbitrary, { minLength: 1, maxLength: 3 })
      .map((providers) =>
        providers.map((provider, index) => ({ ...provider, providerId: `provider-${index}` })),
      ),
    security,
    shareSecurity: fc.constant(true),
    session: fc.record(
      { secret: fc.constant('thirty-two bytes are the least..'), keep },
      { requiredKeys: ['secret'] },
    ),
    paths: fc.constantFrom({}, { login: '/sign-in' }),
    clockSkewSeconds: fc.integer({ min: 0, max: 300 }),
    accessTokenCacheMebibytes: fc.integer({ min: 0, max: 4096 }),
  },
  { requiredKeys: ['baseUrl', 'providers', 'session', 'shareSecurity'] },
)
