import type { Claims } from '../claims/json.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'

/** What has to be fetched and checked at a sign-in, beyond the ID Token, before roles can be decided. */
export interface SignInPlan {
  /** Ask the UserInfo endpoint (OpenID Connect Core 1.0, section 5.3). */
  readonly fetchUserinfo: boolean
  /** Verify the access token as a JWT of the provider, so that its claims may be read. */
  readonly verifyAccessToken: boolean
  /** Whether a key that is not known is worth a request for newer ones: where a rule reads the access token. */
  readonly fetchNewerKeys: boolean
}

/** A format of access tokens as a strategy: it plans, the engine carries out. */
export interface TokenFormat {
  readonly planSignIn: (provider: ProviderConfig, idToken: Claims) => SignInPlan
}
