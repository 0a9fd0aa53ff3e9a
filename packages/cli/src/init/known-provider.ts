/** Where a provider puts what roles are made of. */
export interface RolesPlace {
  /** The value of `--roles`. */
  readonly id: string
  readonly label: string
  /** The rule of `rolesClaims`, as code. */
  readonly rule: (clientId: string) => string
  /** The entries of `roleMapping` to begin with, as code; their role keys are examples. */
  readonly mapping: string
  /** More members of `security`, as code. */
  readonly security?: string
  /** What to do at the provider so that the claim comes. */
  readonly todo?: string
}

/** A provider as `oidc init` knows it. */
export interface KnownProvider {
  /** The value of `--provider`, and the `providerId` in the addresses. */
  readonly id: string
  readonly label: string
  /** What an issuer looks like there. */
  readonly issuerExample: string
  /** Whether an issuer is one of this provider. */
  readonly isIssuer: RegExp
  /** Options of the provider, as code. */
  readonly nameClaim: string
  readonly scopes: readonly string[]
  readonly places: readonly RolesPlace[]
  /** Where the addresses are registered. */
  readonly registration: { readonly place: string; readonly redirect: string; readonly postLogout?: string }
  /** More to know, for the end. */
  readonly note?: string
}
