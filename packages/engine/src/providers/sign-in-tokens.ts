import type { TokenAnswer } from './grants/token-response.ts'

/** The tokens of a person, as a session may keep them. */
export interface SignInTokens {
  readonly accessToken: string
  /** Undefined after a sign-in: there is none. Undefined after a refresh: the old one stays valid (RFC 6749, section 6). */
  readonly refreshToken: string | undefined
  /** NumericDate of the access token's expiry; undefined if the provider never sent a lifetime of at least a second. */
  readonly expiresAt: number | undefined
  /** The lifetime of the access token in seconds; undefined if the provider never sent it. */
  readonly lifetimeSeconds: number | undefined
  /** The granted scopes; undefined if they are those that were requested, or those of the sign-in (RFC 6749, section 5.1). */
  readonly scopes: readonly string[] | undefined
}

/** Longest lifetime that an instant can have: a provider may send any number. */
const maxSeconds = 100 * 365 * 86_400

/**
 * Reads what a session keeps of a token response. Undefined if it has no access token.
 * @param sentAt when the request was sent, as a NumericDate: a lifetime that is counted from the response would end too late
 * @param lastLifetimeSeconds the lifetime of the access token before, which counts where the response has none (RFC 6749, section 5.1)
 */
export function buildSignInTokens(
  answer: TokenAnswer,
  sentAt: number,
  lastLifetimeSeconds?: number,
): SignInTokens | undefined {
  const { accessToken, expiresInSeconds, refreshToken, scopes } = answer
  if (accessToken === undefined) return undefined
  const seconds = Math.floor(Math.min(expiresInSeconds ?? 0, maxSeconds))
  // A provider that sends 0 does not say when the token expires. Else each use of the token would need a refresh.
  const lifetimeSeconds = seconds > 0 ? seconds : lastLifetimeSeconds
  const expiresAt = lifetimeSeconds === undefined ? undefined : sentAt + lifetimeSeconds
  return { accessToken, refreshToken, expiresAt, lifetimeSeconds, scopes }
}
