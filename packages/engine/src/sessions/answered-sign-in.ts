import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { cookieRows, usualRoomForCookies } from '../cookies/table.ts'
import { isYoungerThan } from './is-younger-than.ts'
import { parseAnsweredPayload, type AnsweredPayload } from './sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'
import { findTransaction, hashShortly, type Transaction } from './transaction.ts'
import { evictTransactions, measureTransactions } from './transaction-room.ts'

const { maxAgeSeconds } = cookieRows.answered

/**
 * Returns the cookies after the callback of a sign-in: its transaction is deleted. Its return address is kept for a second
 * request with the same `state`, if it fits together with the other running sign-ins. If the cookies do not fit, the oldest of
 * those sign-ins are deleted.
 * @param written the other cookies that the response writes
 */
export async function markAsAnswered(
  context: SessionContext,
  { secrets, returnTo }: Transaction,
  cookies: ReadonlyMap<string, string>,
  written: readonly string[] = [],
): Promise<readonly string[]> {
  const { names, routes } = context
  const stateHash = await hashShortly(secrets.state)
  const answered = findTransaction(context, stateHash, cookies)?.name
  const taken = written.reduce((sum, cookie) => sum + measure(cookie), 0)
  const whole = await sealMark(context, stateHash, returnTo)
  const others = measureTransactions(context, cookies, answered)
  const fits = taken + measure(whole) + others <= usualRoomForCookies
  const mark = fits ? whole : await sealMark(context, stateHash, routes.home)
  return [
    ...(answered === undefined ? [] : [buildDeletion(names, answered)]),
    ...evictTransactions(context, cookies, { answered, written: taken + measure(mark) }),
    mark,
  ]
}

async function sealMark(
  { names, ports, sealer }: SessionContext,
  stateHash: string,
  returnTo: string,
): Promise<string> {
  const payload: AnsweredPayload = { v: 1, st: stateHash, ret: returnTo, at: ports.now() }
  return buildCookie(
    names,
    names.answered,
    await sealer.seal('answered', names.answered, payload),
    maxAgeSeconds,
  )
}

/** Counts the characters that a browser sends with every request. A deletion or a cookie for one path counts 0. */
function measure(setCookie: string): number {
  const isSent = setCookie.includes('; Path=/;') && !setCookie.includes('; Max-Age=0;')
  return isSent ? (setCookie.split(';', 1)[0] ?? '').length : 0
}

/**
 * Reads the return address of the sign-in with this `state`; undefined unless it was the last sign-in of this browser whose
 * callback was answered.
 */
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
