import { onHead, type Change } from './on-head.ts'

/** The access token of a person, as `tokens` gives it. */
interface GivenTokens {
  /** The access token. */
  readonly accessToken: string
}

/** The functions of an adapter that a defect replaces. `Key` is the framework's object for a request. */
export interface PersonFunctions<Key, Tokens extends GivenTokens = GivenTokens> {
  /** The function `tokens`. */
  readonly tokens: (key: Key) => Promise<Tokens>
  /** The function `fetchAs`. */
  readonly fetchAs: (
    key: Key,
    origin: string,
  ) => (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

/** A defect of an adapter with tokens. The refresh contract has to find it. */
export interface RefreshDefect {
  /** Completes the sentence "the contract finds an adapter that …". */
  readonly name: string
  /** The beginning of the name of the case that finds this defect. */
  readonly foundBy: string
  /** Runs in front of the app. */
  readonly inFront?: Change
  /** Replaces functions of the adapter. */
  readonly plant?: <Key, Tokens extends GivenTokens>(
    correct: PersonFunctions<Key, Tokens>,
    log: (event: { readonly code: string; readonly message: string }) => void,
  ) => Partial<PersonFunctions<Key, Tokens>>
}

/** Changes the heads of responses of `GET /tokens`. */
function onTokens(...change: Parameters<typeof onHead>): Change {
  return (req, res) => {
    if (req.url?.startsWith('/tokens') === true) onHead(...change)(req, res)
  }
}

/** Sends an access token as a careless `fetch` does. */
async function sendWith(accessToken: string, url: URL, redirect: 'manual' | 'follow'): Promise<Response> {
  return fetch(url, { redirect, headers: { authorization: `Bearer ${accessToken}` } })
}

const spell = (to: string | URL | Request): string => (to instanceof Request ? to.url : to.toString())

const fetchCase = 'fetchAs sends nothing to another origin'

/** Defects of an adapter with tokens, and the case that finds each. */
export const refreshDefects: readonly RefreshDefect[] = [
  {
    name: 'drops the cookies of a refresh',
    foundBy: 'S-03: refreshes once for 20 concurrent requests',
    inFront: onTokens((res) => {
      res.removeHeader('set-cookie')
      return undefined
    }),
  },
  {
    name: 'writes the cookies of a refresh twice',
    foundBy: 'S-03: refreshes once for 20 concurrent requests',
    inFront: onTokens((res) => {
      const cookies = [res.getHeader('set-cookie') ?? []].flat().map(String)
      res.setHeader('set-cookie', [...cookies, ...cookies])
      return undefined
    }),
  },
  {
    name: 'lets caches store an access token',
    foundBy: 'gives the access token of the session',
    inFront: onTokens((res) => {
      res.setHeader('cache-control', 'max-age=60')
      return undefined
    }),
  },
  {
    name: 'answers 500 to a caller without tokens',
    foundBy: 'answers 401 with a challenge',
    inFront: onTokens((_, status) => (status === 401 ? 500 : status)),
  },
  {
    name: 'answers 401 during an outage',
    foundBy: 'S-04: answers 503 when an expired token',
    inFront: onTokens((_, status) => (status === 503 ? 401 : status)),
  },
  {
    name: 'gives an empty token in the place of an error',
    foundBy: 'answers 401 with a challenge',
    plant: ({ tokens }) => ({
      tokens: (key) => tokens(key).catch(() => ({ accessToken: '' }) as unknown as ReturnType<typeof tokens>),
    }),
  },
  {
    name: 'logs access tokens',
    foundBy: 'writes no token to a log',
    plant: ({ tokens }, log) => ({
      tokens: async (key) => {
        const found = await tokens(key)
        log({ code: 'debug', message: found.accessToken })
        return found
      },
    }),
  },
  {
    name: 'sends tokens to any origin',
    foundBy: fetchCase,
    plant: ({ tokens }) => ({
      fetchAs: (key, origin) => async (to) =>
        sendWith((await tokens(key)).accessToken, new URL(spell(to), origin), 'manual'),
    }),
  },
  {
    name: 'compares the beginning of an address with the origin',
    foundBy: fetchCase,
    plant: ({ fetchAs, tokens }) => ({
      fetchAs: (key, origin) => async (to) =>
        spell(to).startsWith(origin)
          ? sendWith((await tokens(key)).accessToken, new URL(spell(to)), 'manual')
          : fetchAs(key, origin)(to),
    }),
  },
  {
    name: 'follows redirects with the token',
    foundBy: fetchCase,
    plant: ({ fetchAs, tokens }) => ({
      fetchAs: (key, origin) => async (to, init) => {
        const answer = await fetchAs(key, origin)(to, init)
        const location = answer.headers.get('location')
        return location === null
          ? answer
          : sendWith((await tokens(key)).accessToken, new URL(location), 'follow')
      },
    }),
  },
  {
    name: 'goes on with the old roles',
    foundBy: 'S-05: a role that the provider takes away',
    inFront: (req) => {
      if (req.url === '/admin') req.url = '/static'
    },
  },
  {
    name: 'uses the access token that it had before a failed refresh',
    foundBy: 'oidcc-client-test-refresh-token-invalid-sub',
    plant: ({ tokens }) => ({
      fetchAs: (key, origin) => async (to) => {
        const accessToken = await tokens(key).then(
          (found) => found.accessToken,
          () => 'the token before',
        )
        return sendWith(accessToken, new URL(spell(to), origin), 'manual')
      },
    }),
  },
]
