import type { Ports } from '../../ports.ts'
import type { TokenSource } from './token-source.ts'

/** ID Tokens have the client's id as their audience, and without a JOSE type some look like access tokens. */
export function warnOfIdTokens(
  { clientIds, lookup, profile, provider }: TokenSource,
  audiences: readonly string[],
  log: Ports['log'],
): void {
  const { accessTokenIssuer, issuerTemplate = provider.issuerUrl, providerId } = provider
  const clientId = clientIds.find((id) => audiences.includes(id))
  const isVerifiedPlain = lookup === undefined && profile === 'plain_jwt'
  if (!isVerifiedPlain || accessTokenIssuer !== issuerTemplate || clientId === undefined) return
  log({
    level: 'warn',
    code: 'audience_is_client_id',
    message:
      `bearer.audience is ${JSON.stringify(clientId)}, which is also a clientId of sign-ins at provider ${providerId}. ID Tokens for ` +
      "that client have the same audience. With accessTokenProfile 'plain_jwt', the API accepts an ID Token as an access token if it " +
      'has scope, client_id or appid, and neither nonce nor at_hash. Give the API an audience of its own at the provider.',
    providerId,
  })
}
