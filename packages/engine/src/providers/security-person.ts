import type { FoundPerson } from '@x/oidc-core'

/** The person whose roles are decided: what the provider's verified claims say. Frozen; it has no token. */
export interface SecurityPerson {
  /** The provider that identified the person, as the configuration names it. */
  readonly providerId: string
  /** The issuer of the provider. */
  readonly issuer: string
  /**
   * The claim `sub`, which identifies the person at the issuer. For an access token of a client that acts for itself: `client:` and the
   * `client_id`.
   */
  readonly subject: string
  /** The name for display, by `nameClaim`. It may change hands: look a person up by `issuer` and `subject`. */
  readonly name: string
  /** The distinct role keys that the claims gave, by `rolesClaims` and before any mapping: at most 5,000. */
  readonly roleKeys: readonly string[]
}

/** Returns the person to decide about; undefined if the claims alone deny access, so that no role is decided. */
export function buildSecurityPerson({
  provider: { providerId, issuerUrl: issuer },
  identity: { subject, name },
  roleKeys,
  denials,
}: FoundPerson): SecurityPerson | undefined {
  if (denials.length > 0 || subject === undefined || name === undefined) return undefined
  return Object.freeze({ providerId, issuer, subject, name, roleKeys: Object.freeze([...roleKeys]) })
}
