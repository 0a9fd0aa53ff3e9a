import { cleanText } from '@x/oidc-core'
import { describeConnectionFailure, type ConnectionFailure } from './connection-failure.ts'

/** What a provider answered, with as much of the body as is needed to understand it. */
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
const maxBodyCharacters = 1_000_000

/** Characters of a page that are summarized: the expressions below take time by the square of it. */
const maxPageCharacters = 20_000

/** Sends a request. Redirects are answers: it follows none. Never throws. */
export async function ask({ fetch, now }: Network, url: string, init: RequestInit = {}): Promise<Asked> {
  const start = now()
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds)
    const response = await fetch(url, { redirect: 'manual', signal, ...init })
    const at = now()
    const body = (await response.text()).slice(0, maxBodyCharacters)
    const milliseconds = Math.round((at - start) * 1000)
    return { answer: { status: response.status, headers: response.headers, body, at, milliseconds } }
  } catch (error) {
    return { failure: describeConnectionFailure(error) }
  }
}

/** The message of an HTML page, or the text of another body, on one line. */
export function summarize(body: string): string {
  const page = body
    .slice(0, maxPageCharacters)
    .replaceAll(/<!--[\s\S]*?-->/gu, ' ')
    .replaceAll(/<(head|script|style|noscript|svg|nav|header|footer|a|button)\b[\s\S]*?<\/\1>/giu, ' ')
  return cleanText(findMessage(page) ?? readPage(page), 160)
}

/** The elements that have the message of an error, by their names. */
const messages =
  /<(p|div|span|pre|li|section)\s(?:[^>]*\s)?(?:id|class)=["'][^"'>]*(?:error|instruction|alert|message)[^>]*>([\s\S]*?)<\/\1>/giu

function findMessage(page: string): string | undefined {
  for (const [, , text = ''] of page.matchAll(messages)) if (readPage(text) !== '') return readPage(text)
  return undefined
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
  amp: '&',
}

/** The text of a page without its elements, on one line. */
export const readPage = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/&(#39|[a-z]+);/gu, (entity, name: string) => entities[name] ?? entity)
    .replaceAll(/\s+/gu, ' ')
    .trim()

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
