import assert from 'node:assert/strict'
import type { UserAgent } from '../user-agent/create-user-agent.ts'

const ending = '.1'

/** Stores cookies of an earlier, longer session in a browser, so that the next response has to delete stale cookies. */
export function leaveStaleCookies(agent: UserAgent, origin: string): void {
  const kept = agent.cookies(`${origin}/`).filter(({ key }) => !key.endsWith(ending))
  for (const { key } of kept) agent.setCookie(`${key}${ending}=left over; Path=/`, `${origin}/`)
}

/** Asserts that a response deletes the stale cookie, in its own `Set-Cookie` header. */
export function assertCleansAway(setCookies: readonly string[]): void {
  const cleaned = setCookies.filter((cookie) => cookie.split('=', 1)[0]?.endsWith(ending))
  assert.equal(cleaned.length, 1, `expected one deleted cookie in ${JSON.stringify(setCookies)}`)
  assert.match(cleaned.join(), /;\s*max-age=0/i)
}
