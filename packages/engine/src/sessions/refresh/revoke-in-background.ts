import { describeError } from '../../http/describe-error.ts'
import type { Ports } from '../../ports.ts'
import type { SignInProvider } from '../../providers/provider.ts'
import type { SessionTokens } from '../session-tokens.ts'

/** No request waits for a revocation. After a failure, the token lives until its expiry. */
export function revokeInBackground(
  { ports }: { readonly ports: Pick<Ports, 'log'> },
  { client, config }: SignInProvider,
  { accessToken, refreshToken }: SessionTokens,
): void {
  if (!config.revokeOnLogout) return
  const revoking =
    refreshToken === undefined
      ? client.revokeToken(accessToken, 'access_token')
      : client.revokeToken(refreshToken, 'refresh_token')
  revoking.catch((error: unknown) => {
    ports.log({
      level: 'warn',
      code: 'session_refresh_failed',
      message: `The tokens of an ended session cannot be revoked. ${describeError(error).message}`,
      providerId: config.providerId,
      detail: { error: describeError(error).code },
    })
  })
}
