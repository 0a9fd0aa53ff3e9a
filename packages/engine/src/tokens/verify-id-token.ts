import { assessIdToken, OidcError, type Claims, type IdTokenExpectations } from '@x/oidc-core'
import type { ProviderClient } from '../provider/create-provider-client.ts'
import { computeTokenHash } from './compute-token-hash.ts'
import { resolveIdTokenAlgorithms } from './signing-algorithms.ts'
import { verifyJws } from './verify-jws.ts'

/** What this sign-in adds to what the configuration expects. */
export type IdTokenContext = Pick<IdTokenExpectations, 'nonce' | 'now' | 'clockSkewSeconds'> & {
  readonly accessToken: string
}

/**
 * Verifies an ID Token, its signature always, in the code flow too.
 * @throws OidcError `id_token_invalid` with the rule that it breaks; `provider_unavailable` without keys
 * @see OpenID Connect Core 1.0, section 3.1.3.7
 */
export async function verifyIdToken(
  token: string,
  client: ProviderClient,
  context: IdTokenContext,
): Promise<Claims> {
  const { config } = client
  const verified = await verifyJws(
    token,
    client.keys,
    resolveIdTokenAlgorithms(config, await client.metadata()),
  )
  const rule = verified.ok
    ? assessIdToken(verified.header, verified.claims, {
        issuer: config.issuerUrl,
        clientId: config.clientId,
        trustedAudiences: config.trustedAudiences,
        nonce: context.nonce,
        now: context.now,
        clockSkewSeconds: context.clockSkewSeconds,
        maxAgeSeconds: parseMaxAge(config.authorizationParams['max_age']),
        accessTokenHash: await computeTokenHash(context.accessToken, verified.alg),
      })
    : verified.rule
  if (verified.ok && rule === undefined) return verified.claims
  throw new OidcError(
    'id_token_invalid',
    `The ID Token of provider ${config.providerId} breaks the rule ${rule}.`,
    {
      providerId: config.providerId,
      rule: String(rule),
    },
  )
}

function parseMaxAge(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}
