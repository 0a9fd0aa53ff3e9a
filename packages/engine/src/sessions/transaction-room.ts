import { buildDeletion } from '../cookies/cookie.ts'
import { cookieRows, roomForCookies, roomForOneTransaction, usualRoomForCookies } from '../cookies/table.ts'
import type { SessionContext } from './session-context.ts'

const { room: roomForTransactions } = cookieRows.transaction

/** Maximum deletions in one response: hundreds of planted cookies would make its headers too long. The next sign-in continues. */
const maxEvictions = 20

/**
 * Lists the oldest transactions that no longer fit beside a new one and all other cookies.
 * @param newLength the characters of the new cookie, name and value
 */
export function listEvicted(
  { names }: SessionContext,
  cookies: ReadonlyMap<string, string>,
  newLength: number,
): readonly string[] {
  const transactions = names.transactionsOf(cookies).map(({ name }) => name)
  const others = [...cookies.keys()].filter((name) => !transactions.includes(name))
  const taken = others.reduce((sum, name) => sum + lengthOf(cookies, name), 0)
  const usual = Math.max(roomForOneTransaction, usualRoomForCookies - taken)
  const room = Math.min(roomForTransactions, usual, roomForCookies - taken) - newLength
  return listOldest(cookies, transactions, room)
}

/**
 * Builds deletions of the oldest running sign-ins, if their cookies no longer fit together with the cookies of a response. Those
 * sign-ins start again automatically.
 * @param answered the transaction that the response deletes
 * @param written the characters of the cookies that it writes
 */
export function evictTransactions(
  { names }: SessionContext,
  cookies: ReadonlyMap<string, string>,
  { answered, written }: { readonly answered: string | undefined; readonly written: number },
): readonly string[] {
  const others = names
    .transactionsOf(cookies)
    .map(({ name }) => name)
    .filter((name) => name !== answered)
  const room = Math.min(roomForTransactions, usualRoomForCookies - written)
  return listOldest(cookies, others, room).map((name) => buildDeletion(names, name))
}

/** Counts the characters of the running sign-ins, except one. */
export function measureTransactions(
  { names }: SessionContext,
  cookies: ReadonlyMap<string, string>,
  without: string | undefined,
): number {
  const others = names.transactionsOf(cookies).filter(({ name }) => name !== without)
  return others.reduce((sum, { name }) => sum + lengthOf(cookies, name), 0)
}

/** @param transactions their cookies, oldest first */
function listOldest(
  cookies: ReadonlyMap<string, string>,
  transactions: readonly string[],
  room: number,
): readonly string[] {
  let left = room
  const evicted = [...transactions].reverse().filter((name) => {
    left -= lengthOf(cookies, name)
    return left < 0
  })
  return evicted.slice(-maxEvictions)
}

const lengthOf = (cookies: ReadonlyMap<string, string>, name: string): number =>
  name.length + (cookies.get(name) ?? '').length
