import type { OidcConfig } from '@x/oidc-core'
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

/** The maximum age of the roles of a session in seconds. */
function resolveRoleMaxAge({ session: { roleMaxAgeSeconds } }: OidcConfig, { tokens }: Session): number {
  return roleMaxAgeSeconds ?? (tokens?.isRefreshable === true ? defaultRoleMaxAgeSeconds : Infinity)
}

/** Whether the roles of a session have to be decided again, and how. */
export function planRoleRenewal(
  config: OidcConfig,
  session: Session,
  now: number,
): 'refresh' | 'userinfo' | 'sign_in' | undefined {
  if (now < session.rolesAt + resolveRoleMaxAge(config, session)) return undefined
  const { expiresAt = Infinity, renewal } = session.tokens ?? {}
  if (renewal === 'refresh') return 'refresh'
  return renewal === 'userinfo' && now < expiresAt ? 'userinfo' : 'sign_in'
}

/** Compares the age of the roles of a session with the configuration. */
export function compareRoleAge(config: OidcConfig, session: Session, now: number): RoleStanding {
  const plan = planRoleRenewal(config, session, now)
  if (plan === undefined) return 'current'
  if (plan === 'sign_in') return 'sign_in'
  return now < findRolesEnd(config, session) ? 'current' : 'outdated'
}

/** NumericDate at which roles that the provider does not confirm no longer count. */
function findRolesEnd(config: OidcConfig, session: Session): number {
  return session.rolesAt + resolveRoleMaxAge(config, session) + config.session.roleGraceSeconds
}

/** Whether handlers may still see the roles of a session. Without a gate, older ones are an empty set. */
export function areRolesShown(config: OidcConfig, session: Session, now: number): boolean {
  return now < findRolesEnd(config, session)
}

/** Whether the access token of a session has to be refreshed before it is used. */
export function isTokenDue({ tokens }: Session, now: number): boolean {
  return tokens !== undefined && !(now < findRefreshTime(tokens, expiryMarginSeconds))
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
  if (undecided === undefined || isTokenDueEarly(session, now)) return false
  return now < undecided.at + resolveRoleMaxAge(config, session)
}

/** Whether the access token expires so soon that a request whose later steps cannot refresh it refreshes it now. */
export function isTokenDueEarly({ tokens }: Session, now: number): boolean {
  return tokens?.isRefreshable === true && !(now < findRefreshTime(tokens, earlySeconds))
}

/** A token that lives for less than the margin would be refreshed at every request: it is used for half of its lifetime. */
function findRefreshTime(
  { expiresAt = Infinity, lifetimeSeconds = Infinity }: TokenSummary,
  margin: number,
): number {
  return expiresAt - Math.min(margin, lifetimeSeconds / 2)
}
