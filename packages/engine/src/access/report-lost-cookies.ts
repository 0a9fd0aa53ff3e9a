import type { EngineEvent } from '../events.ts'

/** One process knows the newest version of its sessions, and so does a store: the person stays signed in without the cookies. */
const cookiesLate = {
  level: 'warn',
  code: 'session_cookies_lost',
  message:
    'A session was refreshed after its response had begun, so the browser did not get the new cookies. Call oidc.tokens and fetchAs before ' +
    'the first byte of the response.',
} as const

/**
 * Creates the report of cookies that came too late for their response. It warns once. For adapters.
 * @param emit must not throw, like that of `createEmitter`
 */
export function createLossReport(emit: (event: EngineEvent) => void): () => void {
  let isReported = false
  return () => {
    if (isReported) return
    isReported = true
    emit(cookiesLate)
  }
}
