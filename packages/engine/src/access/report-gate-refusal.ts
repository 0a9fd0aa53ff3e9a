import { describeUngrantedRole, type RoleRequirement } from '@x/oidc-core'
import { type HttpRequest, splitUrl } from '../http/request.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import type { Authenticated } from './auth.ts'
import { findReport, nameReport, reportRefusal, type ReportContext } from './report-refusal.ts'

/** A caller that a gate refused, and the role that the gate requires. */
export interface RefusedCaller {
  readonly auth: Authenticated
  readonly providerId: string
  readonly role: RoleRequirement | undefined
}

/** The parts of the engine that the report of a gate needs. */
export interface GateReportContext extends ReportContext {
  readonly providers: Pick<ProviderRegistry, 'list'>
}

/**
 * Logs that a gate refused a caller who lacks a role, once a minute for each caller, role, method and path. Returns the
 * reference of the event, for the response. A page may redirect a refused person to an address whose gate has no
 * roles: the response there shows the reference of the page's own gate.
 */
export function reportGateRefusal(
  context: GateReportContext,
  request: HttpRequest,
  { auth: { roles, user, via }, providerId, role }: RefusedCaller,
): string {
  const { issuer, subject } = user
  const { method } = request
  const { requiredRoles, allRequired } = listRoles(role)
  const path = readPath(request)
  const caller = [issuer, subject]
  // The caller chooses the path, so the key contains only the part that the log shows.
  const place = ['gate', ...caller, path.slice(0, 500)]
  const known = requiredRoles.length === 0 ? findReport(context, place) : undefined
  if (known !== undefined) return known

  const refusal = {
    key: [...place, method, allRequired, ...requiredRoles],
    owner: caller,
    reference: undefined,
  }
  const reference = reportRefusal(context, refusal, (counted, note) => ({
    level: 'warn',
    code: 'gate_refused',
    message:
      `${method} ${path === '' ? 'of a page' : path} was refused with role_missing: ${nameCaller(via, providerId)} ` +
      `${describeLack(requiredRoles, allRequired)}.${roles.size === 0 ? describeNoRoles(via) : ''}` +
      `${describeUngranted(context, requiredRoles)}${note}`,
    ...{ providerId, issuer, subject, via, requiredRoles, allRequired, method, path },
    ...counted,
  }))
  nameReport(context, place, reference)
  return reference
}

/** Returns the path of a request for the log, never its query. Empty if the target is not a path. */
export function readPath({ url }: HttpRequest): string {
  const { path } = splitUrl(url)
  return path.startsWith('/') ? path : ''
}

/** A gate may have a role that is undefined, which no caller meets. */
function listRoles(role: RoleRequirement | undefined): {
  readonly requiredRoles: readonly string[]
  readonly allRequired: boolean
} {
  // An own member: pollution of every object must not turn a list into `{ all }`.
  const all = typeof role === 'object' && Object.hasOwn(role, 'all') && 'all' in role ? role.all : undefined
  const roles: readonly unknown[] = all ?? [role].flat()
  return { requiredRoles: roles.filter((name) => typeof name === 'string'), allRequired: all !== undefined }
}

function nameCaller(via: Authenticated['via'], providerId: string): string {
  return via === 'session'
    ? `a person signed in at ${providerId}`
    : `a caller with an access token of ${providerId}`
}

function describeLack(roles: readonly string[], allRequired: boolean): string {
  if (roles.length === 0) return 'lacks the required role'
  if (roles.length === 1) return `lacks the role ${roles.join()}`
  return allRequired
    ? `lacks at least one of the roles ${roles.join(', ')}, and all are required`
    : `has none of the roles ${roles.join(', ')}`
}

/** A rule that reads another claim than the provider sends gives no role, and is no error. */
function describeNoRoles(via: Authenticated['via']): string {
  return via === 'session'
    ? ' The person has no role: compare rolesClaims and roleMapping with the claims that "npx @x/oidc-cli login" shows.'
    : ' The caller has no role: compare rolesClaims and roleMapping with the claims of the token.'
}

/** Returns sentences about roles that no user can have, such as misspelt roles. Empty if a `security` is not known yet. */
function describeUngranted({ providers }: GateReportContext, roles: readonly string[]): string {
  const securities = providers.list().map((provider) => provider.readKnownSecurity())
  const known = securities.filter((security) => security !== undefined)
  if (known.length < securities.length) return ''
  return roles
    .map((role) => describeUngrantedRole(role, known))
    .filter((sentence) => sentence !== undefined)
    .map((sentence) => ` ${sentence}`)
    .join('')
}
