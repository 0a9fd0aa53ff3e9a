import {
  addHints,
  pickSessionClaims,
  recordSecurity,
  validateSession,
  type SessionResult,
  type Trace,
  withholdsDefaults,
} from '@x/oidc-core'
import type { Claims, Decision, OidcConfig, JsonObject, JsonValue } from '@x/oidc-core'
import { decodeBase64Url, encodeBase64Url } from '../crypto/base64url.ts'
import { computeSha256 } from '../crypto/hash.ts'
import { spellReference } from '../http/error-response.ts'
import type { Ports } from '../ports.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import { decideByMapping, identifyMapping } from './changed-mapping.ts'
import type { OnSignIn } from './sign-in-hook.ts'
import type { AdmittedSignIn } from './sign-in.ts'
import type { SessionTokens, TokenSummary } from './session-tokens.ts'

/**
 * The data of a session. A `SessionStore` decides where it is stored. Every member is present, even if it is undefined: a missing
 * member would be read from a polluted `Object.prototype`.
 */
export interface Session {
  /** Random, new at every sign-in. */
  readonly id: string
  /** The provider of the sign-in, as the configuration names it. */
  readonly providerId: string
  /** The issuer of the provider. */
  readonly issuer: string
  /** The claim `sub`: it identifies the user at the issuer. */
  readonly subject: string
  /** The name for display. */
  readonly name: string
  /** The roles of the sign-in's decision. */
  readonly roles: readonly string[]
  /** The profile claims, and those of `session.keep.claims`. */
  readonly claims: JsonObject
  /** The trace of the decision, if `session.keep.trace` is set and it fitted. */
  readonly trace: JsonValue | undefined
  /** The provider's session, for its logout messages: the claim `sid`. */
  readonly providerSessionId: string | undefined
  /** NumericDate of the sign-in. */
  readonly createdAt: number
  /** NumericDate of the absolute end. */
  readonly expiresAt: number
  /** NumericDate from which the idle deadline counts. */
  readonly seenAt: number
  /** NumericDate of the decision about `roles`. */
  readonly rolesAt: number
  /** The role keys of that decision; undefined if they did not fit. */
  readonly roleKeys: readonly string[] | undefined
  /** Whether that decision withheld `defaultRoles`. */
  readonly defaultsWithheld: boolean
  /** Identifies the `rolesClaims` and the `security` of that decision; undefined if it is unknown. */
  readonly mapping: string | undefined
  /** The data that `onSignIn` added. */
  readonly extra: JsonObject | undefined
  /** Whether `onSignIn` has admitted the person; false for a session of an application without the function. */
  readonly isAdmittedByHook: boolean
  /** How often the session was refreshed. */
  readonly generation: number
  /** The tokens that the session keeps; undefined if it keeps none. */
  readonly tokens: TokenSummary | undefined
}

/** The settings for the lifetimes of a session. */
interface Clock {
  readonly config: OidcConfig
  readonly ports: Pick<Ports, 'now' | 'random'>
}

/** The parts of the engine that the data of a decision needs. */
interface DecisionContext extends Clock {
  readonly providers: Pick<ProviderRegistry, 'find'>
}

/** A store finds a session by its id alone, so the id must be unguessable. */
const sessionIdBytes = 18

/** Builds the session of an admitted person. It keeps the configured claims only. */
export function buildSession(
  clock: DecisionContext & { readonly onSignIn: OnSignIn | undefined },
  signIn: AdmittedSignIn,
  renewal: TokenSummary['renewal'],
): Session {
  const { config, ports } = clock
  const { decision, idToken, providerId, tokens, userinfo } = signIn
  const now = ports.now()
  const sid = idToken['sid']
  return {
    id: encodeBase64Url(ports.random(sessionIdBytes)),
    providerId,
    issuer: decision.issuer,
    subject: decision.subject,
    providerSessionId: typeof sid === 'string' && sid !== '' ? sid : undefined,
    createdAt: now,
    expiresAt: now + config.session.absoluteSeconds,
    seenAt: now,
    extra: signIn.extra,
    isAdmittedByHook: clock.onSignIn !== undefined,
    generation: 0,
    tokens: tokens && summarizeTokens(tokens, renewal),
    ...decideSession(clock, { decision, providerId, claims: [idToken, userinfo ?? {}] }),
  }
}

/** The members of a session that each decision about its person replaces. */
type Decided = Pick<
  Session,
  'name' | 'roles' | 'claims' | 'trace' | 'rolesAt' | 'roleKeys' | 'defaultsWithheld' | 'mapping'
>

/**
 * Builds what a session keeps of a decision.
 * @param claims Claims Sets in order of precedence, the first on top
 */
export function decideSession(
  { config, ports, providers }: DecisionContext,
  {
    claims,
    decision,
    providerId,
  }: Pick<AdmittedSignIn, 'decision' | 'providerId'> & { readonly claims: readonly Claims[] },
): Decided {
  const { keep } = config.session
  const { keys, rules } = decision.trace
  const provider = providers.find(providerId)
  return {
    name: decision.name,
    roles: decision.roles,
    claims: pickSessionClaims(claims, keep.claims),
    trace: keep.trace ? (addHints(decision.trace) as unknown as JsonValue) : undefined,
    rolesAt: ports.now(),
    roleKeys: keys.map(({ key }) => key),
    defaultsWithheld: withholdsDefaults(rules),
    mapping: provider && identifyMapping(provider),
  }
}

/** Describes tokens for requests that do not read them. */
export function summarizeTokens(
  { expiresAt, lifetimeSeconds, refreshToken }: SessionTokens,
  renewal: TokenSummary['renewal'],
): TokenSummary {
  return { expiresAt, lifetimeSeconds, renewal, isRefreshable: refreshToken !== undefined }
}

/**
 * Returns the fields with which events name the person of a session and the session. The reference does not reveal the id of the
 * session.
 */
export async function describeSession({ id, providerId, issuer, subject }: Session): Promise<{
  readonly providerId: string
  readonly issuer: string
  readonly subject: string
  readonly reference: string
}> {
  const hash = decodeBase64Url(await computeSha256(`session ${id}`))
  return { providerId, issuer, subject, reference: spellReference(hash.subarray(0, 8)) }
}

/** Validates the absolute and idle lifetimes of a session against the current time. */
export function validateLifetimes({ config, ports }: Clock, session: Session): SessionResult {
  const { absoluteSeconds, idleSeconds } = config.session
  const { clockSkewSeconds } = config
  return validateSession(session, { absoluteSeconds, idleSeconds, clockSkewSeconds }, ports.now())
}

/**
 * Returns the decision about a session, if the session kept its trace: that of its sign-in or its last refresh, or by the mapping of
 * this process if that is another one. `explainAccess` uses the current `security` to say which entries would grant a role: the
 * session does not store the `security` of the sign-in.
 */
export function explainSession(
  session: Session | undefined,
  providers: Pick<ProviderRegistry, 'find' | 'isFound'>,
): Decision | undefined {
  if (session?.trace === undefined) return undefined
  const { issuer, subject, name, roles } = session
  const person = { name, subject, issuer }
  // The session is sealed: only this library can have written the trace.
  const kept = session.trace as unknown as Trace
  const changed = decideByMapping(providers, session)
  if (changed === undefined) {
    const security = providers.find(session.providerId)?.readKnownSecurity()
    if (security !== undefined) recordSecurity(kept, security)
    return { admitted: true, ...person, roles, trace: kept }
  }
  const { admitted, grants, security } = changed
  const reason = 'role_missing'
  const trace: Trace = { ...kept, ...grants, decidedAgain: true, denials: admitted ? [] : [reason] }
  recordSecurity(trace, security)
  return admitted
    ? { admitted, ...person, roles: changed.roles, trace }
    : { admitted, ...person, roles: [], reason, trace }
}
