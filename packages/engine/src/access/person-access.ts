import type { HandleOptions } from '../http/wait-until.ts'
import type { PersonTokens, TokenReading } from './person-tokens.ts'
import { createPersonFetch, type PersonFetch } from './person-fetch.ts'

/** The access token of the person of one request, and requests to other APIs with it. */
export interface PersonAccess {
  /**
   * Reads the access token. It is refreshed first if it expires within half a minute.
   * @throws OidcError `tokens_unavailable` (401); another code if the token has expired and cannot be refreshed now (503)
   * @throws TypeError if the application keeps no tokens
   */
  readonly tokens: () => Promise<PersonTokens>
  /**
   * Creates a `fetch` for one origin, which adds the access token. It follows no redirect.
   * @throws TypeError if that is no origin, or http on a host other than loopback
   */
  readonly fetchAs: (origin: string) => PersonFetch
}

/** Where the cookies of a refresh go, and what the platform offers for the request. */
export interface PersonAccessOptions {
  /** Adds cookies to the response. */
  readonly addCookies: (setCookies: readonly string[]) => unknown
  /** The functions of the platform for this request. */
  readonly handling?: HandleOptions | undefined
}

/**
 * Creates the access of one request. Reads at the same time share one result: with a result for each, the response would have the
 * cookies several times. For adapters.
 */
export function createPersonAccess(
  requestAuth: { readonly tokens: (handling?: HandleOptions) => Promise<TokenReading> },
  { addCookies, handling }: PersonAccessOptions,
): PersonAccess {
  let reading: Promise<PersonTokens> | undefined

  async function read(): Promise<PersonTokens> {
    try {
      const { setCookies, tokens } = await requestAuth.tokens(handling)
      if (setCookies.length > 0) await addCookies(setCookies)
      return tokens
    } finally {
      reading = undefined
    }
  }

  const tokens = (): Promise<PersonTokens> => (reading ??= read())
  return {
    tokens,
    fetchAs: (origin) => createPersonFetch(origin, async () => (await tokens()).accessToken),
  }
}
