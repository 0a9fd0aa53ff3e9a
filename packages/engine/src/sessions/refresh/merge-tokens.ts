import type { TokenAnswer } from '../../providers/grants/token-response.ts'
import { buildSignInTokens } from '../../providers/sign-in-tokens.ts'
import type { SessionTokens } from '../session-tokens.ts'

/** A token response leaves out what stays as it was. @see RFC 6749, sections 5.1 and 6 */
export function mergeTokens(tokens: SessionTokens, answer: TokenAnswer, sentAt: number): SessionTokens {
  const { accessToken, expiresAt, lifetimeSeconds } = buildSignInTokens(answer, sentAt) ?? tokens
  const { refreshToken = tokens.refreshToken, scopes = tokens.scopes } = answer
  return { ...tokens, accessToken, expiresAt, lifetimeSeconds, refreshToken, scopes }
}
