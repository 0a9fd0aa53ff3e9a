import type { EmbeddedProvider } from '../provider/start-provider.ts'
import type { ClientOptions, People, Person, ProviderOptions } from '../provider/provider-options.ts'

/**
 * The small app that an adapter's test starts for each case, on a loopback port:
 *
 * - `GET /` answers the text `hello ${name}`, or `hello anonymous`
 * - `GET /me` behind `requireUser()`: the user's name as text
 * - `GET /admin` behind `requireRole('ROLE_ADMIN')`: counts the run, then the text `contractTexts.admin`
 * - `GET /runs`: the number of counted runs since the app started, as text
 * - `GET /static` does not use authentication: the text `contractTexts.static`
 * - `GET /roles`: the roles as a JSON list, sorted
 * - `POST /echo` behind `requireUser()`: the body, unchanged
 * - `POST /form`: the result of the engine's `readForm` for the request that the adapter passes to the engine, as a JSON object;
 *   if it throws, status 400 and the code of the error as text
 * - `GET /extra` behind `requireUser()`: `user.extra` as JSON
 * - `GET /cookies` behind `requireUser()`: sets each of `contractCookies`; the text `cookies`
 * - `GET /stream` behind `requireUser()`: the text `contractTexts.first` at once, `contractTexts.last` a second later
 * - `GET /throws`: its handler throws
 * - `GET /throws/later` behind `requireUser()`: its handler waits, then fails, as asynchronous work does
 * - `GET /throws/begun` behind `requireUser()`: sends the text `contractTexts.first`, then fails
 * - `GET /api` behind `bearer({ audience: contractAudience(baseUrl) })`: the text `${auth.via} ${user.name}`
 * - `GET /api/admin` behind the same `bearer` and `ROLE_ADMIN`: counts the run, then the text `contractTexts.admin`
 * - `GET /api/open` behind the same `bearer` with `optional: true`: the same text as `GET /`
 *
 * Every other path answers 404. HEAD is answered like GET, without a body. If a request has the header `readsBody`, middleware
 * in front of the library reads the whole body first, as body parsers do. If a request has the header `overwrites`, middleware in
 * front of the library sets `contractOverwritten` on the response, as late as it can.
 */
export interface ContractApp {
  /** E.g. `http://localhost:41234`, without a slash at the end and without the mount path of the app. */
  readonly origin: string
  /** The provider at which the people of the contract sign in. */
  readonly provider: EmbeddedProvider
  /** The events that the library's `log` has received since the app started. */
  readonly events: () => readonly ContractEvent[]
  /** Other paths that require `ROLE_ADMIN`, count a run and show `contractTexts.admin`, e.g. the path of a page. */
  readonly gatedPaths?: readonly string[]
  /**
   * Paths that answer like `GET /`, each with another way in which the framework can respond, e.g. a head that the handler writes
   * itself, or a stream. Their handlers set a `Cache-Control` that lets every cache store the response.
   */
  readonly waysToRespond?: readonly string[]
  /** Sends a GET request without a socket, as tests of applications do. Only for frameworks that support it. */
  readonly inject?: (path: string, headers: Readonly<Record<string, string>>) => Promise<InjectedResponse>
  /** Headers that the adapter's own parts send to each other. The adapter must ignore them in a client's request. */
  readonly internalHeaders?: readonly string[]
  /** The framework encodes a query again before the library reads it: `%20` may become `+`. */
  readonly respellsQueries?: boolean
  /** If a request has several headers with the same name, the framework gives the library only the first one. */
  readonly showsFirstHeader?: boolean
  /** The framework reads the whole body before it runs code of the application. */
  readonly waitsForBodies?: boolean
  /** Each response to a request with a library cookie is private: the adapter cannot detect which depend on the caller. */
  readonly hidesCookieRequests?: boolean
  /**
   * Middleware in front can overwrite headers of responses to anonymous callers, except on the library's own paths: the adapter
   * cannot detect which of these responses depend on the caller, and cannot detect the pages of a gate.
   */
  readonly overwritesStrangers?: boolean
  /**
   * The provider behaves like Keycloak; `contractKeycloak` has the options of the app. Its access tokens have the name, and a
   * user signs out there before the choice of another account.
   */
  readonly isAtKeycloak?: boolean
  /** Matches `${method} ${target}` of requests that the framework itself answers with 500. */
  readonly failsAt?: RegExp
  /** Ends the application and its provider. */
  close(): Promise<void>
}

/** The response to a request that was sent without a socket. */
export interface InjectedResponse {
  /** The HTTP status. */
  readonly status: number
  /** The headers. */
  readonly headers: Headers
  /** The body, as text. */
  readonly text: string
}

/** An event of the log. Its code decides which members it has. */
export interface ContractEvent {
  /** An `OidcErrorCode`, or the name of an event. */
  readonly code: string
  /** The reference that the response shows. */
  readonly reference?: string | undefined
  /** The subject of the caller. */
  readonly subject?: string | undefined
  /** The roles that the gate required. */
  readonly requiredRoles?: readonly string[] | undefined
  /** The path of the request, without its query. */
  readonly path?: string | undefined
  /** More about the event: plain data. */
  readonly detail?: unknown
}

/** One case of the adapter contract. */
export interface ContractCase {
  /** The name of the case, for the name of a test. It says what the adapter does. */
  readonly name: string
  /** The path at which the app is mounted in this case: `baseUrl` is the origin and this path. */
  readonly basePath?: `/${string}`
  /** Rejects when the app breaks the contract. */
  readonly run: (app: ContractApp) => Promise<void>
}

/** The response bodies of the contract app's routes. */
export const contractTexts = {
  ...{ admin: 'for administrators only', static: 'the same for everybody' },
  ...{ first: 'the beginning', last: 'and the end' },
  ...{ denied: 'Your <contract> is over', failure: 'a secret of the function onSignIn' },
} as const

/** The cookies that `/cookies` sets. The second has a comma: a parser of a joined header would split it there. */
export const contractCookies = [
  'first=1; Path=/; HttpOnly',
  'second=2; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT',
] as const

/** For a request with this header, middleware in front of the library reads the body. */
export const readsBody = 'x-contract-reads-body'

/** For a request with this header, middleware in front of the library sets `contractOverwritten` on the response. */
export const overwrites = 'x-contract-overwrites'

/** With these headers, caches store the response, library pages have no style, and the sign-out form fails. */
export const contractOverwritten = {
  'cache-control': 'public, max-age=600',
  'content-security-policy': "default-src 'self'; form-action 'self'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'SAMEORIGIN',
} as const

/**
 * `admin` has both roles. `staff` has `ROLE_USER`. `guest` has no role and is not admitted. The roles of `leaver` and `faulty` admit
 * them, and `contractSignIn` denies the one and fails for the other.
 */
export const contractPeople = {
  admin: {
    name: 'Ada Admin',
    description: 'administrator',
    claims: { email: 'ada@example.com', realm_access: { roles: ['admins'] } },
  },
  staff: {
    name: 'Sam Staff',
    description: 'may use the app',
    claims: { realm_access: { roles: ['staff'] } },
  },
  guest: { name: 'Nora Guest', description: 'has no role', claims: { realm_access: { roles: [] } } },
  leaver: {
    name: 'Lea Leaver',
    description: 'is denied by onSignIn',
    claims: { realm_access: { roles: ['staff'] } },
  },
  faulty: {
    name: 'Fay Faulty',
    description: 'makes onSignIn fail',
    claims: { realm_access: { roles: ['staff'] } },
  },
} as const satisfies People

const clientId = 'contract-app'
const clientSecret = 'the secret of the contract app'

/** Builds the app's registration at the provider, for `provider.registerClient`. */
export function contractClient(baseUrl: string): ClientOptions {
  return {
    ...{ clientId, clientSecret },
    redirectUris: [`${baseUrl}/login/oauth2/code/op`],
    postLogoutRedirectUris: [`${baseUrl}/logout/done`],
  }
}

/** The audience of the access tokens for the app's API. */
export const contractAudience = (baseUrl: string): string => `${baseUrl}/api`

/** The options of a provider like Keycloak, where only access tokens have roles, and the library options for it. */
export const contractKeycloak = {
  provider: {
    preset: 'keycloak',
    people: {
      admin: buildKeycloakPerson(contractPeople.admin),
      staff: buildKeycloakPerson(contractPeople.staff),
      guest: buildKeycloakPerson(contractPeople.guest),
      leaver: buildKeycloakPerson(contractPeople.leaver),
      faulty: buildKeycloakPerson(contractPeople.faulty),
    },
  },
  options: {
    rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }],
    accessTokenProfile: 'plain_jwt',
  },
} as const satisfies { provider: ProviderOptions; options: object }

function buildKeycloakPerson({ claims, ...person }: ContractPerson): Person {
  const { realm_access: access, ...others } = claims
  return { ...person, claims: others, roles: access.roles }
}

type ContractPerson = (typeof contractPeople)[keyof typeof contractPeople]

/** The `onSignIn` of the app: it adds the account of a person to the session, denies `leaver`, and fails for `faulty`. */
export async function contractSignIn({
  decision: { name },
}: {
  readonly decision: { readonly name: string }
}) {
  await Promise.resolve()
  if (name === contractPeople.leaver.name) return { deny: contractTexts.denied }
  if (name === contractPeople.faulty.name) throw new Error(contractTexts.failure)
  return { extra: { account: { owner: name } } }
}

/** Builds the library options that the app must use. */
export function contractOptions({
  baseUrl,
  issuerUrl,
  isAtKeycloak = false,
}: {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly isAtKeycloak?: boolean
}) {
  return {
    baseUrl,
    providers: [
      {
        ...{ providerId: 'op', issuerUrl, clientId, clientSecret },
        nameClaim: 'name',
        scopes: ['email', 'profile'],
        ...(isAtKeycloak ? contractKeycloak.options : { rolesClaims: [['realm_access', 'roles']] }),
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: {
      secret: 'a secret of the adapter contract, long enough',
      // The app with a mount path is the one that other sites show in a frame.
      sameSite: baseUrl.endsWith('/app') ? 'none' : 'lax',
    },
    onSignIn: contractSignIn,
  } as const
}

export const loginPath = '/oauth2/authorization/op'
export const callbackPath = '/login/oauth2/code/op'

/** The headers that the `fetch` of a script sends. */
export const scriptHeaders = {
  ...{ accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
} as const
