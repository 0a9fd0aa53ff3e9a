import type { Claims } from '../claims/json.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import { jwtFormat } from './jwt-format.ts'
import { opaqueFormat } from './opaque-format.ts'
import type { SignInPlan, TokenFormat } from './token-format.ts'

/** Every format that `accessTokenFormat` can name. A new one is a file and a line here. */
const formats: Readonly<Record<ProviderConfig['accessTokenFormat'], TokenFormat>> = {
  jwt: jwtFormat,
  opaque: opaqueFormat,
}

/** Plans what a sign-in at this provider needs. */
export function planSignIn(provider: ProviderConfig, idToken: Claims): SignInPlan {
  return formats[provider.accessTokenFormat].planSignIn(provider, idToken)
}
