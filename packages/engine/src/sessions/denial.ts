import {
  addHints,
  type DeniedDecision,
  type DenialReason,
  explainAccess,
  recordSecurity,
  type Trace,
} from '@x/oidc-core'
import { cookieRows } from '../cookies/table.ts'
import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { type DeniedPayload, parseDeniedPayload } from './sealed-payloads.ts'
import { buildReference } from '../http/error-response.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { isYoungerThan } from './is-younger-than.ts'
import type { SessionContext } from './session-context.ts'
import { mayHaveSignIn } from '../providers/provider.ts'
import type { DeniedSignIn } from './sign-in.ts'

const { maxAgeSeconds } = cookieRows.denied

/** The denial of a person who signed in and was not admitted. There is no session, only this cookie, for the page about it. */
export interface Denial {
  readonly providerId: string
  readonly reason: DenialReason
  /** The text of the application's own denial. */
  readonly why: string | undefined
  readonly name: string | undefined
  /** The reference for the user to quote. */
  readonly reference: string
  readonly returnTo: string
  /** How many times the person tried another account. */
  readonly switches: number
  readonly idToken: string
  /** The data that `explainDenial` reads. Present if `session.keep.trace` is set. */
  readonly explained: Pick<DeniedPayload, 'sub' | 'iss' | 'trace'>
}

/** Reads the denial of a browser. Returns undefined if its provider is no longer configured for sign-ins. */
export async function readDenial(
  { names, sealer, ports, providers }: SessionContext,
  cookies: ReadonlyMap<string, string>,
): Promise<DeniedPayload | undefined> {
  const sealed = cookies.get(names.denied)
  const payload =
    sealed === undefined ? undefined : parseDeniedPayload(await sealer.unseal('denied', names.denied, sealed))
  if (payload === undefined || !isYoungerThan(maxAgeSeconds, payload.at, ports.now())) return undefined
  return mayHaveSignIn(providers, payload.pid) ? payload : undefined
}

/**
 * Returns the decision that denied this browser's last sign-in; undefined if the cookie holds no trace. Names of more than 200
 * characters are cut.
 */
export async function explainDenial(
  context: SessionContext,
  cookies: ReadonlyMap<string, string>,
): Promise<DeniedDecision | undefined> {
  const { pid, name, sub, iss, reason, trace: kept } = (await readDenial(context, cookies)) ?? {}
  if (pid === undefined || kept === undefined) return undefined
  const provider = context.providers.find(pid)
  // The cookie is sealed: only this library can have written the reason and the trace.
  const trace = freezeDeeply(kept) as Trace
  const security = provider?.readKnownSecurity()
  if (security !== undefined) recordSecurity(trace, security)
  const person = { name, subject: sub, issuer: iss ?? provider?.config.issuerUrl ?? '' }
  return { admitted: false, ...person, roles: [], reason: reason as DenialReason, trace }
}

/** Builds the cookie of a denial: with the ID Token for the sign-out if it fits, and with the trace if that fits, too. */
export async function buildDenialCookie(context: SessionContext, denial: Denial): Promise<string> {
  const payload: DeniedPayload = {
    v: 1,
    pid: denial.providerId,
    reason: denial.reason,
    ...(denial.why === undefined ? {} : { why: denial.why }),
    ...(denial.name === undefined ? {} : { name: denial.name.slice(0, 200) }),
    code: denial.reference,
    at: context.ports.now(),
    ret: denial.returnTo,
    sw: denial.switches === 0 ? 0 : denial.switches === 1 ? 1 : 2,
  }
  const withToken = { ...payload, idt: denial.idToken }
  const larger = denial.explained.trace ? [{ ...withToken, ...denial.explained }, withToken] : [withToken]
  for (const each of larger) {
    const cookie = await sealDenial(context, each)
    if (cookie.length <= cookieRows.denied.room) return cookie
  }
  return sealDenial(context, payload)
}

/** The issuer of a provider in a list is known without the cookie. */
function nameIssuer(
  { providers }: SessionContext,
  providerId: string,
  issuer: string,
): Pick<DeniedPayload, 'iss'> {
  const isListed = !providers.isFound && providers.find(providerId)?.config.issuerUrl === issuer
  return isListed ? {} : { iss: issuer }
}

async function sealDenial(context: SessionContext, payload: DeniedPayload): Promise<string> {
  const { names, sealer } = context
  return buildCookie(names, names.denied, await sealer.seal('denied', names.denied, payload), maxAgeSeconds)
}

/**
 * Returns the cookies for a person who signed in and is not admitted: the end of any session, because it may belong to another
 * person, and the denial for the page. The reason goes to the log, and the text of the
 * application's own denial only to the page.
 */
export async function denyAccess(
  context: SessionContext,
  signIn: DeniedSignIn,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { config, names, ports } = context
  const { decision, providerId, rawIdToken, returnTo, switching } = signIn
  const { issuer, name, reason, subject, trace } = decision
  const reference = buildReference(ports)
  ports.log({
    level: 'warn',
    code: 'access_denied',
    message: `A person who signed in at ${providerId} is not admitted: ${reason}.`,
    ...{ providerId, issuer, subject, reference },
    via: 'sign_in',
    detail: { reason },
    explanation: explainAccess(decision),
  })
  const switches = ((await readDenial(context, cookies))?.sw ?? 0) + (switching ? 1 : 0)
  const explained = config.session.keep.trace
    ? {
        ...(subject ? { sub: subject } : {}),
        ...nameIssuer(context, providerId, issuer),
        trace: addHints(trace),
      }
    : {}
  const { why } = signIn
  const denial = {
    providerId,
    reason,
    why,
    name,
    reference,
    returnTo,
    switches,
    idToken: rawIdToken,
    explained,
  }
  return [
    // This cookie comes first, because some hosts keep only the first cookie of a response.
    await buildDenialCookie(context, denial),
    ...(await context.sessions.end(cookies)),
    buildDeletion(names, names.logoutToken),
  ]
}
