import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { cookieRows } from '../cookies/table.ts'
import { isYoungerThan } from './is-younger-than.ts'
import { parseAnsweredPayload, type AnsweredPayload } from './sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'
import { findTransaction, hashShortly, type Transaction } from './transaction.ts'

const { maxAgeSeconds } = cookieRows.answered

/**
 * Returns the cookies after the callback of a sign-in: its transaction is deleted, and its return address kept for a second
 * request with the same `state`.
 */
export async function markAsAnswered(
  context: SessionContext,
  { secrets, returnTo }: Transaction,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { names, ports, sealer } = context
  const stateHash = await hashShortly(secrets.state)
  const found = findTransaction(context, stateHash, cookies)
  const payload: AnsweredPayload = { v: 1, st: stateHash, ret: returnTo, at: ports.now() }
  const sealed = await sealer.seal('answered', names.answered, payload)
  return [
    ...(found === undefined ? [] : [buildDeletion(names, found.name)]),
    buildCookie(names, names.answered, sealed, maxAgeSeconds),
  ]
}

/** Reads where the sign-in with this `state` returns to; undefined unless it was the last one that this browser was answered. */
export async function readAnsweredReturnTo(
  { names, ports, sealer }: SessionContext,
  state: string,
  cookies: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const sealed = cookies.get(names.answered)
  if (sealed === undefined) return undefined
  const payload = parseAnsweredPayload(await sealer.unseal('answered', names.answered, sealed))
  const isAsked =
    payload?.st === (await hashShortly(state)) && isYoungerThan(maxAgeSeconds, payload.at, ports.now())
  return isAsked ? payload.ret : undefined
}
