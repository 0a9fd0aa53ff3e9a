import { type OidcConfig, type ProviderConfig, readTenant } from '@x/oidc-core'
import { buildRoleReading, type RoleReading } from '../access/auth.ts'
import { createHotCache, resolveCacheBytes } from '../cache/hot-cache.ts'
import { estimateBytes } from '../json/estimate-bytes.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import { decideByMapping } from './changed-mapping.ts'
import { decodeSession } from './session-codec.ts'
import { reportExpired } from './report-expired.ts'
import type { SessionContext } from './session-context.ts'
import { validateLifetimes, type Session } from './session.ts'

/** A session that was opened. All requests that bring the same sealed value share it. */
export interface OpenedSession {
  /** As it was sealed: the roles in it may be those of another mapping, and it is written again as it is. */
  readonly session: Session
  /** The roles by the mapping of this process. */
  readonly roles: RoleReading<string>
  /** Whether the mapping of this process does not admit the person. */
  readonly isRefused: boolean
}

/** The parts of the engine that decide the roles of a session again. */
export interface OpenContext {
  readonly config: OidcConfig
  readonly providers: Pick<ProviderRegistry, 'find' | 'isFound'>
  /** Whether a session that another application may have sealed is good here. Absent if sessions are not shared. */
  readonly mayOpen?: (session: Session) => boolean
}

/** Builds the session and its roles for requests. The roles are decided again if another mapping decided them. */
export function buildOpened({ providers }: Pick<OpenContext, 'providers'>, session: Session): OpenedSession {
  const changed = decideByMapping(providers, session)
  const roles = buildRoleReading(changed?.roles ?? session.roles)
  return { session, roles, isRefused: changed?.admitted === false }
}

/**
 * Creates the function that opens sealed sessions. An opened session is cached by the whole sealed value, which only this
 * application can have made. The cache belongs to one engine, so to one mapping.
 * @param unseal opens a sealed value that is not cached
 */
export function createOpener(
  context: OpenContext,
): (sealed: string, unseal: () => unknown) => MaybePromise<OpenedSession | undefined> {
  const opened = createHotCache<OpenedSession>(resolveCacheBytes(context.config.session.cacheMebibytes))
  return (sealed, unseal) => {
    const cached = opened.read(sealed)
    if (cached !== undefined) return cached
    return andThen(unseal(), (payload) => {
      const session = decodeSession(payload)
      if (session === undefined || context.mayOpen?.(session) === false) return undefined
      const entry = buildOpened(context, session)
      opened.write(sealed, entry, { length: () => estimateSessionBytes(entry) })
      return entry
    })
  }
}

/** A session of a provider that a function finds is good until its next refresh: a request with a session does not ask for it. */
function mayBeOf({ find, isFound }: SessionContext['providers'], { providerId, issuer }: Session): boolean {
  if (isFound) return true
  const provider = find(providerId)?.config
  return provider?.signIn === true && isAllowedIssuer(provider, issuer)
}

/** A list of tenants counts at once. A function is asked at the next refresh. */
function isAllowedIssuer(provider: ProviderConfig, issuer: string): boolean {
  if (provider.issuerTemplate === undefined) return provider.issuerUrl === issuer
  const tenant = readTenant(provider.issuerTemplate, issuer)
  return (
    tenant !== undefined && (provider.tenants === 'function' || provider.tenants?.includes(tenant) === true)
  )
}

/** The lifetimes of a valid session; undefined if it has expired, or if its provider is no longer configured for sign-ins. */
export function validateOpened(
  context: Pick<SessionContext, 'config' | 'ports' | 'providers'>,
  session: Session,
): { readonly expiresAt: number; readonly touch: boolean } | undefined {
  if (!mayBeOf(context.providers, session)) return undefined
  const lifetimes = validateLifetimes(context, session)
  if (lifetimes.live) return lifetimes
  reportExpired(context.ports, session)
  return undefined
}

/** The bytes of an opened session without its roles, claims and trace, as measured with names of usual length. */
const openedBytes = 700

/** Bytes of a role, which is stored in a list and in a set. */
const roleBytes = 64

/** Estimates the memory of an opened session. Claims and a trace take up to twenty times as many bytes as characters. */
function estimateSessionBytes({ roles, session }: OpenedSession): number {
  const { claims, extra, roleKeys, trace } = session
  const listed = roleBytes * (Math.max(roles.roles.size, session.roles.length) + (roleKeys?.length ?? 0))
  return openedBytes + listed + estimateBytes(claims) + estimateBytes(trace) + estimateBytes(extra)
}
