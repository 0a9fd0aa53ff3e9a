import type { SessionResponse } from '@x/oidc-engine'

/** An answer, and by how many milliseconds the clock of the server is ahead of that of the browser. */
export interface FetchedSession {
  readonly answer: SessionResponse
  readonly skew: number
}

const timeoutMilliseconds = 10_000

/** The cookies of a session have 12 kB, so its answer is smaller. */
const maxCharacters = 65_536

/**
 * Asks the server who is signed in. It follows no redirect, such as that of a proxy to a sign-in page.
 * @throws Error for every answer that does not say it
 */
export async function fetchSession(address: string): Promise<FetchedSession> {
  const response = await fetch(`${address}?optional=1`, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
  const text = response.ok ? await response.text() : ''
  const answer: unknown = text.length > maxCharacters ? undefined : JSON.parse(text)
  if (!isAnswer(answer)) throw new Error(`${address} did not say who is signed in: ${response.status}`)
  const skew = Date.parse(response.headers.get('date') ?? '') - Date.now()
  return { answer, skew: Number.isNaN(skew) ? 0 : skew }
}

type Members<Value> = Value extends unknown ? { readonly [Name in keyof Value]: unknown } : never

function isAnswer(value: unknown): value is SessionResponse {
  if (!isObject(value)) return false
  if (value['authenticated'] === false) return true
  const { authenticated, expiresAt, roles, user } = value as Members<
    SessionResponse & { authenticated: true }
  >
  return (
    authenticated === true &&
    Number.isFinite(expiresAt) &&
    Array.isArray(roles) &&
    roles.every(isText) &&
    isObject(user) &&
    isObject(user['claims']) &&
    [user['issuer'], user['subject'], user['name']].every(isText)
  )
}

const isText = (value: unknown): boolean => typeof value === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
