import {
  type AdmittedDecision,
  type Claims,
  type Decision,
  denyByApplication,
  explainAccess,
  type JsonObject,
} from '@x/oidc-core'
import { buildReference } from '../../http/error-response.ts'
import type { SignInProvider } from '../../providers/provider.ts'
import type { RefreshedClaims } from '../../providers/sign-in-claims.ts'
import type { SessionRecord } from '../browser-sessions.ts'
import type { SessionTokens } from '../session-tokens.ts'
import { decideSession, type Session, summarizeTokens } from '../session.ts'
import { mergeSignInClaims, runSignInHook } from '../sign-in-hook.ts'
import { end, revokeInBackground, type RunningRefresh, save } from './save-refreshed.ts'
import type { RefreshOutcome } from './session-refresher.ts'

/** What a provider says about the person of a session. */
interface Answered {
  readonly claims: RefreshedClaims
  /** The Claims Sets that `onSignIn` is told and the session keeps, in order of precedence. */
  readonly shown: readonly Claims[]
  readonly tokens: SessionTokens
  /** NumericDate from which the roles of these claims count. */
  readonly rolesAt: number
}

/** Decides the roles of the person again. A person who is no longer admitted has no session. */
export async function decideAgain(
  context: RunningRefresh,
  provider: SignInProvider,
  session: Session,
  answered: Answered,
): Promise<RefreshOutcome> {
  const { decision, extra } = await admitAgain(context, provider, answered)
  if (!decision.admitted) {
    const { issuer, reason, subject } = decision
    revokeInBackground(context, session, answered.tokens)
    context.ports.log({
      level: 'warn',
      code: 'access_denied',
      message: `A person with a session of ${session.providerId} is no longer admitted: ${reason}.`,
      ...{ providerId: session.providerId, issuer, subject, reference: buildReference(context.ports) },
      via: 'session',
      detail: { reason },
      explanation: explainAccess(decision),
    })
    return end(context, session, 'application', reason)
  }
  const record = buildDecided(context, session, decision, answered)
  const isAdmittedByHook = context.onSignIn !== undefined || session.isAdmittedByHook
  // A function that returns no `extra` at a refresh keeps that of the sign-in.
  const added = { extra: extra ?? session.extra, isAdmittedByHook }
  return save(context, session, { ...record, session: { ...record.session, ...added } })
}

/** Decides about the person, by the claims and then by the application's `onSignIn`. */
async function admitAgain(
  context: RunningRefresh,
  provider: SignInProvider,
  { claims, shown }: Answered,
): Promise<{ readonly decision: Decision; readonly extra?: JsonObject | undefined }> {
  const decision = await provider.decide(claims)
  if (!decision.admitted) return { decision }
  const { providerId } = provider.config
  const signIn = { decision, claims: mergeSignInClaims(shown), providerId, isRefresh: true }
  const answer = await runSignInHook(context, signIn)
  return 'deny' in answer ? { decision: denyByApplication(decision) } : { decision, extra: answer.extra }
}

function buildDecided(
  context: RunningRefresh,
  session: Session,
  decision: AdmittedDecision,
  { rolesAt, shown, tokens }: Answered,
): SessionRecord {
  const record = buildVersion(session, { ...tokens, undecided: undefined })
  const { providerId } = session
  const decided = decideSession(context, { decision, providerId, claims: shown })
  return { ...record, session: { ...record.session, ...decided, rolesAt } }
}

/** Builds the next version of a session, with other tokens. */
export function buildVersion(
  session: Session,
  tokens: SessionTokens,
  renewal = session.tokens?.renewal ?? 'sign_in',
): SessionRecord {
  const generation = session.generation + 1
  return { session: { ...session, generation, tokens: summarizeTokens(tokens, renewal) }, tokens }
}
