import {
  type Claims,
  isIssuerOf,
  isOidcError,
  type JsonValue,
  listNameClaims,
  OidcError,
  resolveClaim,
} from '@x/oidc-core'
import { noTokens } from '../../access/person-tokens.ts'
import type { TokenAnswer } from '../../providers/grants/token-response.ts'
import {
  getSignInProvider,
  isSignInProvider,
  type ProviderRegistry,
  type SignInProvider,
} from '../../providers/provider.ts'
import { type RefreshedClaims, refreshClaims } from '../../providers/sign-in-claims.ts'
import type { SessionRecord } from '../browser-sessions.ts'
import type { SessionTokens } from '../session-tokens.ts'
import type { Session } from '../session.ts'
import { buildVersion, decideAgain } from './decide-again.ts'
import { mergeTokens } from './merge-tokens.ts'
import { isDecisionPending } from './renewal.ts'
import { end, revokeInBackground, type RunningRefresh, save } from './save-refreshed.ts'
import type { RefreshOutcome } from './session-refresher.ts'

/**
 * Refreshes a session whose refresh this process has claimed: new tokens, and roles that are decided again. A refresh token is sent
 * once, and none while the ID Token of the last refresh waits for its decision. If the session goes on, all its requests get the new
 * version.
 * @throws OidcError if the provider is down: the session stays as it is
 */
export async function refreshOnce(context: RunningRefresh, record: SessionRecord): Promise<RefreshOutcome> {
  const { config, ports, providers } = context
  const { session, tokens } = record
  const provider = providers.isFound
    ? await findProvider(providers, session)
    : getSignInProvider(providers, session.providerId)
  if (provider === undefined) return end(context, session, 'application', 'unknown_provider')
  // A browser dropped the cookies of its tokens, or has those of another version: nothing can renew this session any more.
  if (tokens === undefined) return end(context, session, 'browser', 'tokens_missing')
  if (tokens.refreshToken === undefined) return renewByUserinfo(context, provider, record)
  if (isDecisionPending(config, session, tokens, ports.now()))
    return decideByIdToken(context, provider, session, tokens)
  const sentAt = ports.now()
  let answer: TokenAnswer
  try {
    answer = await provider.client.refreshTokens({ refreshToken: tokens.refreshToken })
  } catch (error) {
    if (!isOidcError(error, 'token_request_failed') || error.detail.error !== 'invalid_grant') throw error
    // A process that was slower than its lock has used the token, and has written its answer in the meantime.
    const newest = await context.sessions.readRecord(session, context.cookies)
    return newest !== undefined && newest.session.generation > session.generation
      ? { outcome: 'refreshed', record: newest }
      : end(context, session, 'refresh_refused', error.detail.error)
  }
  // The provider may have used the old refresh token up: from here on, the new one is saved whatever fails.
  const refreshed = mergeTokens(tokens, answer, { sentAt, answeredAt: ports.now() })
  try {
    // Without an ID Token the roles cannot be decided again. They stay until they are too old.
    const outcome =
      refreshed.undecided === undefined
        ? await save(context, session, buildVersion(session, refreshed, 'sign_in'))
        : await decideByIdToken(context, provider, session, refreshed)
    return answer.accessToken === undefined ? addError(outcome, withoutAccessToken()) : outcome
  } catch (error) {
    return addError(await save(context, session, buildVersion(session, refreshed)), error)
  }
}

/**
 * Loads the provider of a session. Undefined if the function no longer finds it, or finds one with another issuer, which must not get
 * tokens of the earlier one: the session ends.
 */
async function findProvider(
  providers: ProviderRegistry,
  { issuer, providerId }: Session,
): Promise<SignInProvider | undefined> {
  const provider = await providers.load(providerId)
  if (provider === undefined || !isSignInProvider(provider)) return undefined
  return isIssuerOf(provider.config, issuer) ? provider : undefined
}

/** Adds why a part of a refreshed session is still the old one: the next refresh waits as after a failure. */
function addError(outcome: RefreshOutcome, error: unknown): RefreshOutcome {
  return outcome.outcome === 'refreshed' ? { ...outcome, error } : outcome
}

/** A provider may not answer so (RFC 6749, section 5.1). A new sign-in may bring an access token, so this is no outage. */
function withoutAccessToken(): OidcError {
  return noTokens('expired', 'The provider answered the refresh without an access token.')
}

/**
 * Decides the roles by the ID Token of a refresh. It is validated as of its arrival. If it is not valid, the session ends.
 * @throws OidcError if something fails that the decision needs: the tokens stay valid
 */
async function decideByIdToken(
  context: RunningRefresh,
  provider: SignInProvider,
  session: Session,
  tokens: SessionTokens,
): Promise<RefreshOutcome> {
  const { accessToken, authTime, nonce, undecided } = tokens
  if (undecided?.raw === undefined) throw tooLongToKeep(session)
  const { at, isAlone, raw } = undecided
  const clock = { now: () => at, clockSkewSeconds: context.config.clockSkewSeconds }
  let claims: RefreshedClaims
  try {
    const original = { ...session, authTime, nonce }
    claims = await refreshClaims(provider.client, { accessToken, idToken: raw, isAlone }, original, clock)
  } catch (error) {
    if (!isOidcError(error, 'id_token_invalid') && !isOfAnotherPerson(error)) throw error
    revokeInBackground(context, session, tokens)
    return end(context, session, 'provider', `${error.code}: ${error.detail.rule}`)
  }
  const { idToken, userinfo } = claims.sources
  const shown = [idToken, userinfo ?? {}]
  return decideAgain(context, provider, session, { claims, shown, tokens, rolesAt: at })
}

function tooLongToKeep({ providerId }: Session): OidcError {
  const why = 'the ID Token of the last refresh was too long to be kept, and is asked for again later'
  const message = `The roles of a session of ${providerId} cannot be decided now: ${why}.`
  return new OidcError('provider_unavailable', message, { providerId, operation: 'token', why })
}

/** Without a refresh token: asks UserInfo again, with the access token of the sign-in. */
async function renewByUserinfo(
  context: RunningRefresh,
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
    // The provider refuses the access token: it was revoked, or the person is disabled. Any other status is a failure.
    if (
      isOfAnotherPerson(error) ||
      (isOidcError(error, 'userinfo_invalid') && error.detail.rule === 'refused')
    )
      return end(
        context,
        session,
        error.detail.rule === 'refused' ? 'refresh_refused' : 'provider',
        `userinfo_invalid: ${error.detail.rule}`,
      )
    throw error
  }
  const nameClaims = buildNameClaims(provider, session, userinfo)
  const idToken = { ...nameClaims, iss: session.issuer, sub: session.subject }
  const sources = { idToken, userinfo, accessToken: undefined, accessTokenProblem: undefined }
  const claims = { accessToken, sources }
  // Kept claims are no source of roles: UserInfo may have taken a role key away.
  const shown = [{ ...userinfo, iss: session.issuer }, session.claims]
  return decideAgain(context, provider, session, { claims, shown, tokens, rolesAt: context.ports.now() })
}

/** The name stays if UserInfo does not give it: the ID Token of the sign-in may have given it. */
function buildNameClaims({ config }: SignInProvider, { name }: Session, userinfo: Claims): Claims {
  const [claim = 'name'] = listNameClaims(config.nameClaim)
  if (resolveClaim(userinfo, claim).length > 0) return {}
  const path = typeof claim === 'string' ? [claim] : claim
  return path.reduceRight<JsonValue>(
    (value, step) =>
      typeof step === 'string'
        ? { [step]: value }
        : [...Array.from({ length: step ?? 0 }, () => null), value],
    name,
  ) as Claims
}

/** Whether UserInfo says that the access token is of another person. */
function isOfAnotherPerson(error: unknown): error is OidcError<'userinfo_invalid'> {
  return isOidcError(error, 'userinfo_invalid') && error.detail.rule === 'sub'
}
