import type { EmbeddedProvider } from '../provider/start-provider.ts'
import type { ClientOptions, People, Person, ProviderOptions } from '../provider/provider-options.ts'

/**
 * The little app that an adapter's test starts for each case, on a loopback port, with nothing asked of it yet:
 *
 * - `GET /` answers the text `hello ${name}`, or `hello anonymous`
 * - `GET /me` behind `requireUser()`: the user's name as text
 * - `GET /admin` behind `requireRole('ROLE_ADMIN')`: counts the run, then the text `contractTexts.admin`
 * - `GET /runs`: how many runs were counted since the app started, as text
 * - `GET /static` touches no authentication: the text `contractTexts.static`
 * - `GET /roles`: the roles as a JSON list, sorted
 * - `POST /echo` behind `requireUser()`: the body, unchanged
 * - `POST /form`: what the engine's `readForm` makes of the request that the adapter hands to the engine, as a JSON object; where
 *   it throws, status 400 and the code of the error as text
 * - `GET /cookies` behind `requireUser()`: sets each of `contractCookies`; the text `cookies`
 * - `GET /stream` behind `requireUser()`: the text `contractTexts.first` at once, `contractTexts.last` a second later
 * - `GET /throws`: its handler throws
 * - `GET /throws/later` behind `requireUser()`: its handler fails after waiting for something, as asynchronous work does
 * - `GET /throws/begun` behind `requireUser()`: sends the text `contractTexts.first`, then fails
 * - `GET /api` behind `bearer({ audience: contractAudience(baseUrl) })`: the text `${auth.via} ${user.name}`
 * - `GET /api/admin` behind that and `ROLE_ADMIN`: counts the run, then the text `contractTexts.admin`
 * - `GET /api/open` behind the same with `optional: true`: as `GET /`
 *
 * Anything else is 404. HEAD is answered as GET is, without a body. When a request has the header `readsBody`, something
 * in front of the library's middleware reads the whole body first, as body parsers do. When a request has the header
 * `overwrites`, middleware in front of it sets `contractOverwritten` on the response, as late as it can.
 */
export interface ContractApp {
  /** E.g. `http://localhost:41234`, without a slash at the end and without the path that the app is mounted at. */
  readonly origin: string
  /** The provider at which the people of the contract sign in. */
  readonly provider: EmbeddedProvider
  /** What the library's `log` has received since the app started. */
  readonly events: () => readonly ContractEvent[]
  /** Other paths that want `ROLE_ADMIN`, count a run and show `contractTexts.admin`, such as a page. */
  readonly gatedPaths?: readonly string[]
  /**
   * Paths that answer as `GET /` does, each in another way that the framework has to respond: with a head that the handler writes
   * itself, as a stream. What they say about caching themselves lets every cache keep the answer.
   */
  readonly waysToRespond?: readonly string[]
  /** Sends a GET without a socket, as tests of applications do, where the framework can. */
  readonly inject?: (path: string, headers: Readonly<Record<string, string>>) => Promise<InjectedResponse>
  /** Headers by which the adapter's own parts tell each other something. A client must not be able to. */
  readonly internalHeaders?: readonly string[]
  /** The framework spells a query anew before the library sees it: what was `%20` may come back as `+`. */
  readonly respellsQueries?: boolean
  /** The framework shows the library only the first of several headers with one name. */
  readonly showsFirstHeader?: boolean
  /** The framework reads a body whole before it runs anything of the application. */
  readonly waitsForBodies?: boolean
  /** With a cookie of the library every answer is private: the adapter does not see which of them depend on the caller. */
  readonly hidesCookieRequests?: boolean
  /**
   * What is in front has the last word on the answers to strangers, but for those of the library's own paths: the adapter
   * does not see which of them ask who is calling, nor the pages of a gate.
   */
  readonly overwritesStrangers?: boolean
  /**
   * The provider is like Keycloak: `contractKeycloak` says how the app is set up for it. Its access tokens carry the name, and
   * another account is chosen after a sign-out.
   */
  readonly isAtKeycloak?: boolean
  /** Matches `${method} ${target}` where the framework itself answers 500, whatever the application does. */
  readonly failsAt?: RegExp
  /** Ends the application and its provider. */
  close(): Promise<void>
}

/** What a request got that was sent without a socket. */
export interface InjectedResponse {
  /** The HTTP status. */
  readonly status: number
  /** The headers. */
  readonly headers: Headers
  /** The body, as text. */
  readonly text: string
}

/** An event of the log; which members it has depends on its code. */
export interface ContractEvent {
  /** An `OidcErrorCode`, or the name of an event. */
  readonly code: string
  /** The reference that the caller was shown. */
  readonly reference?: string | undefined
  /** The subject of the caller. */
  readonly subject?: string | undefined
  /** The roles that the gate required. */
  readonly requiredRoles?: readonly string[] | undefined
  /** The path of the request, without its query. */
  readonly path?: string | undefined
}

/** One case of the adapter contract. */
export interface ContractCase {
  /** A sentence, for the name of a test. */
  readonly name: string
  /** The path at which the app is mounted in this case: `baseUrl` is the origin and this path. */
  readonly basePath?: `/${string}`
  /** Rejects when the app breaks the contract. */
  readonly run: (app: ContractApp) => Promise<void>
}

/** The texts that the routes of a contract application answer. */
export const contractTexts = {
  ...{ admin: 'for administrators only', static: 'the same for everybody' },
  ...{ first: 'the beginning', last: 'and the end' },
} as const

/** What `/cookies` sets. The second has a comma, at which a joined header would be cut. */
export const contractCookies = [
  'first=1; Path=/; HttpOnly',
  'second=2; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT',
] as const

/** A request with this header has its body read before the library sees it. */
export const readsBody = 'x-contract-reads-body'

/** The answer to a request with this header has `contractOverwritten` set by what is in front of the library. */
export const overwrites = 'x-contract-overwrites'

/** It lets every cache keep the answer, and a page of the library would have no style, and its sign-out would fail. */
export const contractOverwritten = {
  'cache-control': 'public, max-age=600',
  'content-security-policy': "default-src 'self'; form-action 'self'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'SAMEORIGIN',
} as const

/** `admin` has both roles, `staff` has `ROLE_USER`, `guest` has none and is not admitted. */
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

/** How to start a provider like Keycloak, where only access tokens have roles, and the options of the library for it. */
export const contractKeycloak = {
  provider: {
    preset: 'keycloak',
    people: {
      admin: buildKeycloakPerson(contractPeople.admin),
      staff: buildKeycloakPerson(contractPeople.staff),
      guest: buildKeycloakPerson(contractPeople.guest),
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
    session: { secret: 'a secret of the adapter contract, long enough' },
  } as const
}

export const loginPath = '/oauth2/authorization/op'
export const callbackPath = '/login/oauth2/code/op'

/** What a script's `fetch` sends. */
export const scriptHeaders = {
  ...{ accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
} as const
