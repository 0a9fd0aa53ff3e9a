import { IssueList } from '../config/issues.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import type { SecurityOptions } from '../config/oidc-options.ts'
import { namedRoles, parseSecurity } from '../config/parse-security.ts'
import type { Decision } from './decision.ts'
import { explainClaims } from './explain-claims.ts'
import { explainKeys, undecided } from './explain-keys.ts'
import { explainRole } from './explain-role.ts'
import { readSecurity } from './evidence.ts'
import { addHints } from './hints.ts'
import { quote, quoteAll } from './quote.ts'
import type { DenialReason, Trace } from './trace.ts'

/** What `explainAccess` explains. */
export interface ExplainOptions<Role extends string = string> {
  /** Explains only this role: which entries granted it, or which entries would have granted it and why they did not match. */
  readonly role?: Role | undefined
  /**
   * The `security` whose entries may grant the role. Pass it for a decision that was stored as JSON. If `security` is a function,
   * pass it for the decision of a session, too.
   * @default the `security` that decided; for `oidc.explain` of a session the configured one
   */
  readonly security?: SecurityOptions | undefined
}

const reasons: Readonly<Record<DenialReason, string>> = {
  tenant_not_allowed: 'the tenant of the account (tid) is not among the tenants of the provider',
  subject_missing: 'sub is not a string, or empty',
  name_missing: 'the name claim does not give exactly one name',
  email_unverified: 'the e-mail address is not verified (see allowUnverifiedEmail)',
  too_large: 'too many role keys, or one is too long',
  claims_incomplete: 'the provider left out part of a claim',
  claim_missing: 'a required claim is missing',
  claim_unverifiable: 'a required claim stands in an access token that cannot be verified',
  claim_wrong_type: 'a required claim contains no role key',
  role_missing: 'no required role was granted',
  denied_by_application: 'the claims admit the person, and onSignIn of the application does not',
}

/**
 * Renders a decision as text for people: which claims were found, which roles were granted and why, which values were dropped and
 * why, and hints for common mistakes. With `role` it answers why the user has that role, or lacks it.
 * @remarks The only claim values in the text are role keys. Where a claim was not found, the text has the names of the claims that came.
 * Role keys, names and roles are quoted, on one line each, and cut. The names of other users in `individualRoles` are not in the text.
 * @example
 * explainAccess(decision)
 * explainAccess(decision, { role: 'ROLE_ADMIN' }) // '"ROLE_ADMIN" was not granted. …'
 */
export function explainAccess<Role extends string, Asked extends Role = Role>(
  decision: Decision<Role>,
  options: ExplainOptions<Asked> = {},
): string {
  const { roles } = decision
  const { role } = options
  const trace = addHints(decision.trace)
  const security = options.security === undefined ? readSecurity(trace) : resolveSecurity(options.security)
  const [first, ...others] = trace.denials
  const denials = [
    ...(first === undefined ? [] : [`Not admitted, ${first}: ${reasons[first]}.`]),
    ...others.map((reason) => `Also ${reason}: ${reasons[reason]}.`),
  ]
  const again =
    trace.decidedAgain === true
      ? ['Decided again, from the role keys of the session: security is another one than at the sign-in.']
      : []
  const found = [...again, 'Claims:', ...explainClaims(trace), 'Role keys:', ...explainKeys(trace, security)]
  if (typeof role === 'string')
    return [...explainRole({ ...decision, trace }, role, security, denials), ...found].join('\n')
  return [
    ...(first === undefined ? [`Admitted with ${quoteAll(roles)}.`] : denials),
    ...found,
    'Roles:',
    ...explainRoles(trace),
    'Gate:',
    explainGate(trace),
  ].join('\n')
}

/** Fills in the defaults, as `defineOidcConfig` does. Entries with errors grant nothing. */
function resolveSecurity(options: SecurityOptions): SecurityConfig {
  const security = parseSecurity(options, [], new IssueList())
  const { passthrough } = security
  if (!passthrough) return security
  return {
    ...security,
    passthrough: { ...passthrough, except: [...passthrough.except, ...namedRoles([security])] },
  }
}

function explainRoles({
  username,
  individual,
  default: defaults,
  implied,
  granted,
  denials,
  rolesUndecided,
}: Trace): readonly string[] {
  if (rolesUndecided === true) return [`- ${undecided}`]
  const sources: readonly (readonly [string, readonly string[]])[] = [
    ['usernameAsRoleKey', username],
    ['individualRoles', individual],
    ['defaultRoles', defaults],
  ]
  return [
    ...sources
      .filter(([, roles]) => roles.length > 0)
      .map(([source, roles]) => `- ${quoteAll(roles)} from ${source}`),
    ...implied.map(({ role, by }) => `- ${quote(role)} implied by ${quote(by)}`),
    `- ${denials.length === 0 ? 'together' : 'would have been granted'}: ${quoteAll(granted)}`,
  ]
}

function explainGate({ gate: { required, met, open }, rolesUndecided }: Trace): string {
  if (rolesUndecided === true) return `- ${undecided}`
  if (required.length === 0) return '- open: no role is required.'
  const wanted = `one of ${quoteAll(required)} is required`
  const hint = required.includes('*')
    ? ' Hint: "*" is the name of a role there; [] admits all who sign in.'
    : ''
  return open
    ? `- open: ${wanted}, ${quoteAll(met)} was granted.`
    : `- shut: ${wanted}, none was granted.${hint}`
}
