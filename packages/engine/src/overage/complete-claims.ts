import type { Claims } from '@x/oidc-core'

/** Gets the claims that a provider left out of its tokens, because there were too many values. */
export interface CompleteClaims {
  /**
   * Gives the Claims Set with what was missing, or undefined if it cannot: the person is then denied with
   * `claims_incomplete`. Of the result only the incomplete claims count.
   */
  (signIn: IncompleteSignIn): Promise<Claims | undefined> | Claims | undefined
  /** Hosts, with the port if there is one, that `fetch` may reach by https. Without any it reaches nothing. */
  readonly hosts?: readonly string[] | undefined
}

/** A sign-in whose claims are incomplete. */
export interface IncompleteSignIn {
  readonly providerId: string
  readonly issuer: string
  /** A copy of the claims of the verified ID Token. */
  readonly claims: Claims
  readonly accessToken: string
  /** Follows no redirect, gives whole answers of at most 1 MiB, and ends when `signal` is aborted. */
  readonly fetch: ResolverFetch
  /** Aborted after 10 seconds, when nobody waits for the result any more. */
  readonly signal: AbortSignal
}

export interface ResolverRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type ResolverFetch = (url: string, request?: ResolverRequest) => Promise<Response>
