import { cleanText, signingAlgorithms } from '@x/oidc-core'
import { type Finding, ok, problem, warning } from './finding.ts'
import { buildAddress, isOnThisMachine, type Metadata, readText, readTexts, type SetUp } from './set-up.ts'

const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
const addresses = [
  ...needed,
  ...([
    'userinfo_endpoint',
    'introspection_endpoint',
    'end_session_endpoint',
    'revocation_endpoint',
  ] as const),
] as const

/** Lists names of the provider on one line. */
export const quoteList = (values: readonly string[]): string =>
  values.map((value) => cleanText(value, 60)).join(', ')

/** Examines what the provider says about itself. It sends no request. */
export function checkMetadata(setUp: SetUp, metadata: Metadata): readonly Finding[] {
  return [
    checkEndpoints(setUp, metadata),
    checkAlgorithms(setUp, metadata),
    checkPkce(setUp, metadata),
    checkIss(metadata),
    checkScopes(setUp, metadata),
    ...checkUserInfo(setUp, metadata),
    ...checkBackChannel(setUp, metadata),
  ]
}

/** @see OpenID Connect Discovery 1.0, section 3 */
function checkEndpoints({ provider }: SetUp, metadata: Metadata): Finding {
  const lacking = needed.filter((member) => readText(metadata, member) === undefined)
  if (lacking.length > 0)
    return problem(
      'endpoints',
      `The discovery document lacks ${lacking.join(', ')}.`,
      'Give the members in metadata of the provider, or check whether issuerUrl leads to an OpenID provider.',
    )
  const insecure = addresses.filter((member) => {
    const address = readText(metadata, member)
    if (address === undefined) return false
    if (!URL.canParse(address)) return true
    return (
      new URL(address).protocol !== 'https:' && !provider.allowInsecureIssuer && !isOnThisMachine(address)
    )
  })
  if (insecure.length > 0)
    return problem(
      'endpoints',
      `No address with https: ${insecure.map((member) => `${member} (${cleanText(readText(metadata, member) ?? '', 120)})`).join(', ')}.`,
      'Tell the provider its public address. Behind a proxy it often has to trust X-Forwarded-Proto (Keycloak: --proxy-headers).',
    )
  const types = readTexts(metadata, 'response_types_supported')
  if (types !== undefined && !types.includes('code'))
    return problem(
      'endpoints',
      `The provider does not offer response_type=code, but ${quoteList(types)}.`,
      'Switch the authorization code flow on at the provider.',
    )
  return ok('endpoints', 'Authorization, token and keys have addresses.')
}

function checkAlgorithms({ provider }: SetUp, metadata: Metadata): Finding {
  const offered = readTexts(metadata, 'id_token_signing_alg_values_supported') ?? ['RS256']
  const wanted = provider.idTokenSigningAlgs ?? signingAlgorithms
  const common = wanted.filter((alg) => offered.includes(alg))
  if (common.length > 0) return ok('algorithms', `ID Tokens are signed with ${quoteList(common)}.`)
  return problem(
    'algorithms',
    `The provider signs ID Tokens with ${quoteList(offered)}; accepted are ${quoteList(wanted)}.`,
    provider.idTokenSigningAlgs === undefined
      ? 'Let the provider sign ID Tokens of this client with RS256, PS256, ES256 or EdDSA.'
      : 'Correct idTokenSigningAlgs.',
  )
}

/** @see RFC 7636; RFC 8414, section 2 */
function checkPkce({ provider }: SetUp, metadata: Metadata): Finding {
  const methods = readTexts(metadata, 'code_challenge_methods_supported')
  if (provider.unsafe?.withoutPkce === true)
    return methods?.includes('S256') === true
      ? warning(
          'pkce',
          'unsafe.withoutPkce is set, and the provider has PKCE with S256.',
          'Remove unsafe.withoutPkce.',
        )
      : ok('pkce', 'PKCE is switched off by unsafe.withoutPkce, and the provider does not announce it.')
  if (methods === undefined)
    return ok(
      'pkce',
      'The provider does not announce PKCE. It is sent: a provider that does not know it ignores it.',
    )
  return methods.includes('S256')
    ? ok('pkce', 'PKCE with S256 is on.')
    : problem(
        'pkce',
        `The provider has PKCE with ${quoteList(methods)}, and not with S256.`,
        'Switch S256 on at the provider. If it cannot, unsafe.withoutPkce takes the protection away.',
      )
}

/** @see RFC 9207 */
function checkIss(metadata: Metadata): Finding {
  return metadata['authorization_response_iss_parameter_supported'] === true
    ? ok('iss', 'The provider names itself in authorization responses (iss), which is checked.')
    : ok('iss', 'The provider does not announce iss in authorization responses. It is checked if it comes.')
}

/** The scopes that are asked for and that the provider does not list. */
export function listUnknownScopes(provider: SetUp['provider'], metadata: Metadata): readonly string[] {
  const offered = readTexts(metadata, 'scopes_supported')
  return offered === undefined ? [] : provider.scopes.filter((scope) => !offered.includes(scope))
}

function checkScopes({ provider }: SetUp, metadata: Metadata): Finding {
  const offered = readTexts(metadata, 'scopes_supported')
  if (offered === undefined) return ok('scopes', `Asked for: ${quoteList(provider.scopes)}.`)
  const lacking = listUnknownScopes(provider, metadata)
  if (lacking.length === 0)
    return ok('scopes', `The provider has all that are asked for: ${quoteList(provider.scopes)}.`)
  return warning(
    'scopes',
    `The provider does not list ${quoteList(lacking)}.`,
    `It may know more scopes than it lists. If claims are missing, compare with its list: ${quoteList(offered.slice(0, 20))}.`,
  )
}

function checkUserInfo({ provider }: SetUp, metadata: Metadata): readonly Finding[] {
  const address = readText(metadata, 'userinfo_endpoint')
  if (address !== undefined) return [ok('userinfo', 'The provider has UserInfo.')]
  const asking = provider.rolesClaims.filter(({ from }) => from === 'userinfo')
  return asking.length === 0
    ? []
    : [
        problem(
          'userinfo',
          `${asking.length} of rolesClaims read UserInfo, and the provider has none.`,
          "Read these claims from the ID Token (from: 'idToken') or the access token, and let the provider put them there.",
        ),
      ]
}

/** @see OpenID Connect Back-Channel Logout 1.0, section 2.1 */
function checkBackChannel(setUp: SetUp, metadata: Metadata): readonly Finding[] {
  const { provider } = setUp
  const supported = metadata['backchannel_logout_supported'] === true
  if (!provider.backChannelLogout)
    return supported
      ? [ok('back_channel', 'The provider has back-channel logout. backChannelLogout: true would use it.')]
      : []
  const address = buildAddress(setUp, 'backChannelLogout')
  if (!supported)
    return [
      warning(
        'back_channel',
        'backChannelLogout is set, and the provider does not announce back-channel logout.',
        'Check whether the provider calls back; else sessions end at their refresh, or at their lifetime.',
      ),
    ]
  if (isOnThisMachine(address) && !isOnThisMachine(provider.issuerUrl))
    return [
      warning(
        'back_channel',
        `The provider cannot call ${address}, which is on this machine.`,
        'Try back-channel logout with an address that the provider reaches.',
      ),
    ]
  return [ok('back_channel', `Register ${address} as the back-channel logout address.`)]
}
