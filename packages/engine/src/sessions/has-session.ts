import type { RequestCookies } from './browser-sessions.ts'
import type { SessionContext } from './session-context.ts'

/** Whether a request has a session cookie, or a part of one, valid or not. */
export function hasSession({ names: { session } }: SessionContext, cookies: RequestCookies): boolean {
  for (const name of cookies.keys()) if (name === session || name.startsWith(`${session}.`)) return true
  return false
}
