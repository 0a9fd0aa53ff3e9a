import { OidcError, type Claims, type ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import * as v from 'valibot'
import type { OutboundFetch } from './create-outbound-fetch.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import { readJson } from './read-json.ts'

const claimsSet = v.custom<Claims>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

/**
 * Fetches the claims of the UserInfo endpoint.
 * @param subject `sub` of the ID Token; the answer's must be the same
 * @throws OidcError `userinfo_invalid`, `provider_unsupported`, `provider_response_invalid`, `provider_unavailable`
 * @see OpenID Connect Core 1.0, sections 5.3.2 and 5.3.4
 */
export async function fetchUserinfo(
  provider: ProviderConfig,
  metadata: ProviderMetadata,
  accessToken: string,
  subject: string,
  fetch: OutboundFetch,
): Promise<Claims> {
  const { providerId } = provider
  const broken = (rule: string, text: string): OidcError =>
    new OidcError('userinfo_invalid', `The UserInfo answer of provider ${providerId} ${text}.`, {
      providerId,
      rule,
    })

  if (metadata.userinfo_endpoint === undefined) {
    throw new OidcError(
      'provider_unsupported',
      `Provider ${providerId} has no UserInfo endpoint, which this configuration needs: claims of the name or of ` +
        'rolesClaims are not in its ID Token.',
      { providerId, what: 'userinfo_endpoint' },
    )
  }
  const response = await oauth.userInfoRequest(
    metadata as oauth.AuthorizationServer,
    { client_id: provider.clientId },
    accessToken,
    { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
  )
  if (response.status !== 200) throw broken('status', `has status ${response.status}`)
  if (!/^application\/json\b/iu.test(response.headers.get('content-type') ?? '')) {
    throw broken('content_type', 'is a JWT; register the client for plain JSON')
  }
  const claims = v.safeParse(claimsSet, await readJson(response))
  if (!claims.success) throw broken('json', 'is not a JSON object of distinct members')
  if (claims.output['sub'] !== subject) throw broken('sub', 'is about somebody else')
  return claims.output
}
