import type { OidcConfig } from '@x/oidc-core'
import type { SessionContext } from '../session-context.ts'
import type { Session } from '../session.ts'
import type { SessionTokens, TokenSummary } from '../session-tokens.ts'

/** Seconds after which roles are decided again where a refresh token is kept. */
const defaultRoleMaxAgeSeconds = 900

/** Seconds before its expiry at which an access token is no longer handed out: a request with it takes a moment. */
export const expiryMarginSeconds = 30

/** Seconds before its expiry at which an access token is refreshed for a request whose later steps cannot refresh it. */
const earlySeconds = 60

/**
 * Whether the roles of a session still count: `current`, also while they are renewed; `sign_in`: they are too old, and only a sign-in
 * renews them; `outdated`: they are too old, and the provider has not confirmed them.
 */
export type RoleStanding = 'current' | 'sign_in' | 'outdated'

/** What decides whether the roles of a session count. */
type RoleContext = Pick<SessionContext, 'config' | 'onSignIn'>

/** Whether a session began before the application had `onSignIn`, which has not admitted the person yet (decision 131). */
export function isBeforeHook(
  { onSignIn }: Pick<RoleContext, 'onSignIn'>,
  { isAdmittedByHook }: Session,
): boolean {
  return onSignIn !== undefined && !isAdmittedByHook
}

/** The maximum age of the roles of a session in seconds. */
function resolveRoleMaxAge({ session: { roleMaxAgeSeconds } }: OidcConfig, { tokens }: Session): number {
  return roleMaxAgeSeconds ?? (tokens?.isRefreshable === true ? defaultRoleMaxAgeSeconds : Infinity)
}

/** Whether the roles of a session have to be decided again, and how. */
export function planRoleRenewal(
  context: RoleContext,
  session: Session,
  now: number,
): 'refresh' | 'userinfo' | 'sign_in' | undefined {
  const { config } = context
  const isYoung = areRolesWithin(resolveRoleMaxAge(config, session), config, session, now)
  if (isYoung && !isBeforeHook(context, session)) return undefined
  const { expiresAt = Infinity, renewal } = session.tokens ?? {}
  if (renewal === 'refresh') return 'refresh'
  return renewal === 'userinfo' && now < expiresAt ? 'userinfo' : 'sign_in'
}

/** Compares the roles of a session with what the application requires of them. */
export function compareRoleAge(context: RoleContext, session: Session, now: number): RoleStanding {
  const plan = planRoleRenewal(context, session, now)
  if (plan === undefined) return 'current'
  if (plan === 'sign_in') return 'sign_in'
  return areRolesShown(context, session, now) ? 'current' : 'outdated'
}

/** Whether the roles are younger than so many seconds. If they are of a later time, the clock was set back: their age is unknown. */
function areRolesWithin(
  seconds: number,
  { clockSkewSeconds }: OidcConfig,
  { rolesAt }: Session,
  now: number,
): boolean {
  return seconds === Infinity || (rolesAt <= now + clockSkewSeconds && now < rolesAt + seconds)
}

/** Whether handlers may still see the roles of a session. Without a gate, older ones are an empty set. */
export function areRolesShown(context: RoleContext, session: Session, now: number): boolean {
  const { config } = context
  if (isBeforeHook(context, session)) return false
  const seconds = resolveRoleMaxAge(config, session) + config.session.roleGraceSeconds
  return areRolesWithin(seconds, config, session, now)
}

/** What an access token says of its own lifetime. */
type TokenLifetime = Pick<TokenSummary, 'expiresAt' | 'lifetimeSeconds'>

/** Whether an access token has not expired. If it is of a later time, the clock was set back: its age is unknown. */
export function isTokenLive(
  { clockSkewSeconds }: OidcConfig,
  { expiresAt = Infinity, lifetimeSeconds = Infinity }: TokenLifetime,
  now: number,
): boolean {
  if (expiresAt === Infinity) return true
  return expiresAt - lifetimeSeconds <= now + clockSkewSeconds && now < expiresAt
}

/** Whether the access token of a session has to be refreshed before it is used. */
export function isTokenDue(config: OidcConfig, { tokens }: Session, now: number): boolean {
  return tokens !== undefined && isDueBefore(expiryMarginSeconds, config, tokens, now)
}

/**
 * Whether the roles can still be decided by the ID Token of the last refresh, without another refresh: its access token lives, and the
 * roles that it gives would count.
 */
export function isDecisionPending(
  config: OidcConfig,
  session: Session,
  { undecided }: SessionTokens,
  now: number,
): boolean {
  if (undecided === undefined || isTokenDueEarly(config, session, now)) return false
  const rolesAt = undecided.at
  return areRolesWithin(resolveRoleMaxAge(config, session), config, { ...session, rolesAt }, now)
}

/** Whether the access token expires so soon that a request whose later steps cannot refresh it refreshes it now. */
export function isTokenDueEarly(config: OidcConfig, { tokens }: Session, now: number): boolean {
  return tokens?.isRefreshable === true && isDueBefore(earlySeconds, config, tokens, now)
}

/** A token that lives for less than the margin would be refreshed at every request: it is used for half of its lifetime. */
function isDueBefore(margin: number, config: OidcConfig, lifetime: TokenLifetime, now: number): boolean {
  const { expiresAt = Infinity, lifetimeSeconds = Infinity } = lifetime
  return !isTokenLive(config, lifetime, now) || !(now < expiresAt - Math.min(margin, lifetimeSeconds / 2))
}
