import type { TokenAnswer } from '../../providers/grants/token-response.ts'
import { buildSignInTokens } from '../../providers/sign-in-tokens.ts'
import type { SessionTokens } from '../session-tokens.ts'

/** When a refresh was sent and answered, as NumericDate. */
interface RefreshTimes {
  readonly sentAt: number
  readonly answeredAt: number
}

/**
 * Merges the answer of a refresh into the tokens of a session: it leaves out what stays as it was. Its ID Token waits for its decision.
 * @see RFC 6749, sections 5.1 and 6
 */
export function mergeTokens(
  tokens: SessionTokens,
  answer: TokenAnswer,
  { sentAt, answeredAt }: RefreshTimes,
): SessionTokens {
  const renewed = buildSignInTokens(answer, sentAt, tokens.lifetimeSeconds)
  const { accessToken, expiresAt, lifetimeSeconds } = renewed ?? tokens
  const { idToken, refreshToken = tokens.refreshToken, scopes = tokens.scopes } = answer
  const isAlone = answer.accessToken === undefined
  const undecided = idToken === undefined ? undefined : { raw: idToken, at: answeredAt, isAlone }
  return { ...tokens, accessToken, expiresAt, lifetimeSeconds, refreshToken, scopes, undecided }
}
