import {
  type AdmittedDecision,
  type Claims,
  type Decision,
  denyByApplication,
  explainAccess,
  isOidcError,
  type JsonObject,
  listNameClaims,
  OidcError,
  pickSessionClaims,
} from '@x/oidc-core'
import { buildReference } from '../../http/error-response.ts'
import { getSignInProvider, type SignInProvider } from '../../providers/provider.ts'
import type { TokenAnswer } from '../../providers/grants/token-response.ts'
import { type ExchangedCode, refreshClaims } from '../../providers/sign-in-claims.ts'
import type { SessionRecord } from '../browser-sessions.ts'
import { revokeTokens } from '../revoke-tokens.ts'
import { mergeTokens } from './merge-tokens.ts'
import { end, type RefreshContext, save } from './save-refreshed.ts'
import type { RefreshOutcome } from './session-refresher.ts'
import { mergeSignInClaims, runSignInHook } from '../sign-in-hook.ts'
import type { SessionTokens } from '../session-tokens.ts'
import { decideSession, type Session, summarizeTokens } from '../session.ts'

/** What a provider says about a person whose tokens were refreshed. */
type Answered = Pick<ExchangedCode, 'accessToken' | 'sources'>

/**
 * Refreshes a session whose refresh this process has claimed: new tokens, and roles that are decided again. The refresh token is sent
 * once. If the session goes on, all its requests get the new version.
 * @throws OidcError if the provider is down: the session stays as it is
 */
export async function refreshOnce(context: RefreshContext, record: SessionRecord): Promise<RefreshOutcome> {
  const { session, tokens } = record
  const provider = getSignInProvider(context.providers, session.providerId)
  // A browser dropped the cookies of its tokens, or has those of another version: nothing can renew this session any more.
  if (tokens === undefined) return end(context, session, 'tokens_missing')
  if (tokens.refreshToken === undefined) return renewByUserinfo(context, provider, record)
  const sentAt = context.ports.now()
  let answer: TokenAnswer
  try {
    answer = await provider.client.refreshTokens({ refreshToken: tokens.refreshToken })
  } catch (error) {
    if (!isOidcError(error, 'token_request_failed') || error.detail.error !== 'invalid_grant') throw error
    return end(context, session, error.detail.error)
  }
  // The provider may have used the old refresh token up: from here on, the new one is saved whatever fails.
  const kept = mergeTokens(tokens, answer, sentAt)
  try {
    const clock = { sentAt, now: context.ports.now, clockSkewSeconds: context.config.clockSkewSeconds }
    const original = { ...session, authTime: tokens.authTime, nonce: tokens.nonce }
    const claims = await refreshClaims(provider.client, answer, original, clock)
    // Without an ID Token the roles cannot be decided again. They stay until they are too old.
    if (claims.sources === undefined) return await save(context, session, next(session, kept, 'sign_in'))
    return await decideAgain(context, provider, record, { claims, kept })
  } catch (error) {
    if (isOidcError(error, 'id_token_invalid') || isOfAnotherPerson(error)) {
      const revoked = revokeTokens(context, session, kept)
      return end(context, session, `${error.code}: ${error.detail.rule}`, revoked)
    }
    const saved = await save(context, session, next(session, kept))
    return saved.outcome === 'refreshed' ? { ...saved, roleError: error } : saved
  }
}

/** Without a refresh token: asks UserInfo again, with the access token of the sign-in. */
async function renewByUserinfo(
  context: RefreshContext,
  provider: SignInProvider,
  record: SessionRecord,
): Promise<RefreshOutcome> {
  const { session, tokens } = record
  if (tokens === undefined || session.tokens?.renewal !== 'userinfo')
    throw new OidcError('tokens_unavailable', 'The session keeps no token that could renew it.', {
      why: 'not_kept',
    })
  const { accessToken } = tokens
  let userinfo: Claims
  try {
    userinfo = await provider.client.fetchUserinfo(accessToken, session.subject)
  } catch (error) {
    // The provider refuses the access token: it was revoked, or the person is disabled. A page of a proxy refuses nothing.
    if (
      isOfAnotherPerson(error) ||
      (isOidcError(error, 'userinfo_invalid') && error.detail.rule === 'status')
    )
      return end(context, session, `userinfo_invalid: ${error.detail.rule}`)
    throw error
  }
  // The name may be a claim of the ID Token, which the session keeps.
  const nameClaims = pickSessionClaims([session.claims], listNameClaims(provider.config.nameClaim))
  const idToken = { ...nameClaims, iss: session.issuer, sub: session.subject }
  return decideAgain(context, provider, record, {
    claims: {
      accessToken,
      sources: { idToken, userinfo, accessToken: undefined, accessTokenProblem: undefined },
    },
    kept: tokens,
  })
}

/** Whether UserInfo says that the access token is of another person. */
function isOfAnotherPerson(error: unknown): error is OidcError<'userinfo_invalid'> {
  return isOidcError(error, 'userinfo_invalid') && error.detail.rule === 'sub'
}

/** Decides the roles of the person again. A person who is no longer admitted has no session. */
async function decideAgain(
  context: RefreshContext,
  provider: SignInProvider,
  { session }: SessionRecord,
  { claims, kept }: { readonly claims: Answered; readonly kept: SessionTokens },
): Promise<RefreshOutcome> {
  const { decision, extra } = await admitAgain(context, provider, claims)
  if (!decision.admitted) {
    const { issuer, reason, subject } = decision
    const revoked = revokeTokens(context, session, kept)
    context.ports.log({
      level: 'warn',
      code: 'access_denied',
      message: `A person with a session of ${session.providerId} is no longer admitted: ${reason}.`,
      ...{ providerId: session.providerId, issuer, subject, reference: buildReference(context.ports) },
      via: 'session',
      detail: { reason },
      explanation: explainAccess(decision),
    })
    return end(context, session, reason, revoked)
  }
  const record = buildNext(context, session, { decision, claims, kept })
  // A function that returns no `extra` at a refresh keeps that of the sign-in.
  return save(
    context,
    session,
    extra === undefined ? record : { ...record, session: { ...record.session, extra } },
  )
}

/** Decides about the person, by the claims and then by the application's `onSignIn`. */
async function admitAgain(
  context: RefreshContext,
  provider: SignInProvider,
  claims: Answered,
): Promise<{ readonly decision: Decision; readonly extra?: JsonObject | undefined }> {
  const decision = await provider.decide(claims)
  if (!decision.admitted) return { decision }
  const { idToken, userinfo } = claims.sources
  const { providerId } = provider.config
  const signIn = { decision, claims: mergeSignInClaims(idToken, userinfo), providerId, isRefresh: true }
  const answer = await runSignInHook(context, signIn)
  return 'deny' in answer ? { decision: denyByApplication(decision) } : { decision, extra: answer.extra }
}

function buildNext(
  context: RefreshContext,
  session: Session,
  {
    decision,
    claims,
    kept,
  }: { readonly decision: AdmittedDecision; readonly claims: Answered; readonly kept: SessionTokens },
): SessionRecord {
  const record = next(session, kept)
  const { providerId } = session
  const decided = decideSession(context, { decision, providerId, ...claims.sources })
  return { ...record, session: { ...record.session, ...decided } }
}

/** The next version of a session, with other tokens. */
function next(
  session: Session,
  tokens: SessionTokens,
  renewal = session.tokens?.renewal ?? 'sign_in',
): SessionRecord {
  const generation = session.generation + 1
  return { session: { ...session, generation, tokens: summarizeTokens(tokens, renewal) }, tokens }
}
