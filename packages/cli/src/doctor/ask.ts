import { describeConnectionFailure, type ConnectionFailure } from './connection-failure.ts'
import { readBody } from './read-body.ts'

/** What a provider answered, with as much of the body as is needed to understand it: the first million bytes. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** When the answer came, in seconds since 1970. */
  readonly at: number
  readonly milliseconds: number
}

/** An answer, or why there is none. */
export type Asked =
  | { readonly answer: Answer; readonly failure?: undefined }
  | { readonly failure: ConnectionFailure; readonly answer?: undefined }

/** What requests go through: the network and the clock. */
export interface Network {
  readonly fetch: typeof fetch
  /** Seconds since 1970, with fractions. */
  readonly now: () => number
}

const timeoutMilliseconds = 10_000

/** Sends a request. Redirects are answers: it follows none. Never throws. */
export async function ask({ fetch, now }: Network, url: string, init: RequestInit = {}): Promise<Asked> {
  const start = now()
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds)
    const response = await fetch(url, { redirect: 'manual', signal, ...init })
    const at = now()
    const body = await readBody(response)
    const milliseconds = Math.round((at - start) * 1000)
    return { answer: { status: response.status, headers: response.headers, body, at, milliseconds } }
  } catch (error) {
    return { failure: describeConnectionFailure(error) }
  }
}

/** The members of a JSON object; undefined for any other text. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
