import type { DenialReason } from '@x/oidc-core'
import { largestCookieBytes } from '../cookies/chunks.ts'
import { buildCookie } from '../cookies/build-cookie.ts'
import { parseDeniedPayload, type DeniedPayload } from '../sealing/payload-schemas.ts'
import { isYoungerThan } from './is-younger-than.ts'
import type { SessionContext } from './session-context.ts'

const lifetimeSeconds = 600

/** Somebody who signed in and was not admitted; there is no session, only this, for the page that says so. */
export interface Denial {
  readonly providerId: string
  readonly reason: DenialReason
  readonly name: string | undefined
  /** For the user to quote. */
  readonly reference: string
  readonly returnTo: string
  /** How often another account was tried. */
  readonly switches: number
  readonly idToken: string
}

export async function readDenial(
  { names, sealer, ports }: SessionContext,
  cookies: ReadonlyMap<string, string>,
): Promise<DeniedPayload | undefined> {
  const sealed = cookies.get(names.denied)
  const payload =
    sealed === undefined ? undefined : parseDeniedPayload(await sealer.unseal('denied', names.denied, sealed))
  return payload !== undefined && isYoungerThan(lifetimeSeconds, payload.at, ports.now())
    ? payload
    : undefined
}

/** Builds the cookie of a denial, with the ID Token for the sign-out where it fits. */
export async function buildDenialCookie(context: SessionContext, denial: Denial): Promise<string> {
  const payload: DeniedPayload = {
    v: 1,
    pid: denial.providerId,
    reason: denial.reason,
    ...(denial.name === undefined ? {} : { name: denial.name.slice(0, 200) }),
    code: denial.reference,
    at: context.ports.now(),
    ret: denial.returnTo,
    sw: denial.switches === 0 ? 0 : denial.switches === 1 ? 1 : 2,
  }
  const whole = await sealDenial(context, { ...payload, idt: denial.idToken })
  return whole.length <= largestCookieBytes ? whole : sealDenial(context, payload)
}

async function sealDenial(context: SessionContext, payload: DeniedPayload): Promise<string> {
  const { names, sealer } = context
  return buildCookie(names, names.denied, await sealer.seal('denied', names.denied, payload), lifetimeSeconds)
}
