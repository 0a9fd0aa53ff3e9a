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

/** The headers of a response that a defect changes, on any framework. */
export interface HeadToChange {
  /** Returns the values of a header, an empty list if there is none. */
  readonly read: (name: string) => readonly string[]
  /** Replaces the values of a header. An empty list removes it. */
  readonly write: (name: string, values: readonly string[]) => void
}

/** Changes the headers of a response, and returns the status that replaces its status. */
export type ChangeHead = (head: HeadToChange, status: number) => number

/** A defect of an adapter with tokens. The refresh contract has to find it. */
export interface RefreshDefect {
  /** Completes the sentence "the contract finds an adapter that …". */
  readonly name: string
  /** The beginning of the name of the case that finds this defect. */
  readonly foundBy: string
  /** Returns the path that the app gets in place of the path of a request. */
  readonly changePath?: (path: string) => string
  /** Changes the head of each response to a request with one of these paths, as the last thing before it is sent. */
  readonly head?: { readonly paths: readonly string[]; readonly change: ChangeHead }
  /** Replaces functions of the adapter. */
  readonly plant?: <Key, Tokens extends GivenTokens>(
    correct: PersonFunctions<Key, Tokens>,
    log: (event: { readonly code: string; readonly message: string }) => void,
  ) => Partial<PersonFunctions<Key, Tokens>>
}

const onTokens = (change: ChangeHead) => ({ paths: ['/tokens'], change })

/** Sends an access token as a careless `fetch` does. */
async function sendWith(accessToken: string, url: URL, redirect: 'manual' | 'follow'): Promise<Response> {
  return fetch(url, { redirect, headers: { authorization: `Bearer ${accessToken}` } })
}

const spell = (to: string | URL | Request): string => (to instanceof Request ? to.url : to.toString())

const refreshesOnce = 'S-02: refreshes once for 20 concurrent requests'

const fetchCase = 'fetchAs sends nothing to another origin'

/** Defects of an adapter with tokens, and the case that finds each. */
export const refreshDefects: readonly RefreshDefect[] = [
  {
    name: 'sends the requests of fetchAs without the token',
    foundBy: 'oidcc-client-test-refresh-token:',
    plant: () => ({ fetchAs: (_, origin) => (to) => fetch(new URL(spell(to), origin)) }),
  },
  {
    name: 'answers 503 when the provider has ended the session',
    foundBy: 'oidcc-client-test-refresh-token-invalid-issuer',
    head: { paths: ['/call'], change: (_, status) => (status === 401 ? 503 : status) },
  },
  {
    name: 'drops the cookies of a refresh',
    foundBy: refreshesOnce,
    head: onTokens((head, status) => {
      head.write('set-cookie', [])
      return status
    }),
  },
  {
    name: 'writes the cookies of a refresh twice',
    foundBy: refreshesOnce,
    head: onTokens((head, status) => {
      const cookies = head.read('set-cookie')
      head.write('set-cookie', [...cookies, ...cookies])
      return status
    }),
  },
  {
    name: 'lets caches store an access token',
    foundBy: 'gives the access token of the session',
    head: onTokens((head, status) => {
      head.write('cache-control', ['max-age=60'])
      return status
    }),
  },
  {
    name: 'answers 500 to a caller without tokens',
    foundBy: 'answers 401 with a challenge',
    head: onTokens((_, status) => (status === 401 ? 500 : status)),
  },
  {
    name: 'answers 401 during an outage',
    foundBy: 'S-04: answers 503 when an expired token',
    head: onTokens((_, status) => (status === 503 ? 401 : status)),
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
    foundBy: 'a role that the provider takes away',
    changePath: (path) => (path === '/admin' ? '/static' : path),
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
