import type { MisbehavingProvider } from '../../misbehaving/misbehaving-provider.ts'
import { startMisbehavingProvider } from '../../misbehaving/start-misbehaving-provider.ts'
import { contractOptions, type ContractEvent } from '../contract-app.ts'

/** The ways in which the apps of the refresh contract differ. */
export interface RefreshSettings {
  /** The provider is like Keycloak: only access tokens have the roles, and they are JWTs. @default false */
  readonly isAtKeycloak?: boolean
  /** A `SessionStore`, which the app adds to the options, keeps the sessions and their tokens. @default false: cookies do */
  readonly isStored?: boolean
  /** Sessions are in cookies, and a `ReplayStore`, which the app adds to the options, keeps the logouts that end them. @default false */
  readonly isListed?: boolean
}

/**
 * The app of the adapter contract with sessions that keep tokens, at a provider that a case can make misbehave. It has two more routes,
 * without a gate in front:
 *
 * - `GET /tokens`: the result of `tokens`, as JSON. The handler catches no error.
 * - `GET /call?to=…`: sends a request to this address with `fetchAs` for the origin of the provider, which is the API. It answers the JSON
 *   of `contractAnswers.callApi`.
 *
 * Of the routes of the adapter contract it needs `/me`, `/admin` and `/roles`.
 */
export interface RefreshApp extends RefreshSettings {
  /** E.g. `http://localhost:41234`, without a slash at the end. An app that is mounted at a path adds the path. */
  readonly origin: string
  /** The framework redirects a path without a slash at its end to the same with one, before it runs code of the application. */
  readonly endsPathsWithSlash?: boolean
  /** The provider. It is the API, too: `/userinfo` answers the subject of an access token. */
  readonly provider: MisbehavingProvider
  /** The events that the library's `log` has received since the app started. */
  readonly events: () => readonly ContractEvent[]
  /** Ends the application and its provider. */
  close(): Promise<void>
}

/** One case of the refresh contract. */
export interface RefreshCase {
  /** The name of the case, for the name of a test. It says what the adapter does. */
  readonly name: string
  /** Rejects when the app breaks the contract. */
  readonly run: (app: RefreshApp) => Promise<void>
}

/** Builds the address of a path of the app, at which it answers without a redirect. */
export function buildAddress({ endsPathsWithSlash, origin }: RefreshApp, path: string): string {
  return `${origin}${path}${endsPathsWithSlash === true ? '/' : ''}`
}

/** The person who signs in. */
export const refreshPerson = { sub: 'ada', name: 'Ada Admin', realm_access: { roles: ['admins'] } } as const

/** Starts the provider of the refresh contract. */
export function startRefreshProvider({ isAtKeycloak = false }: RefreshSettings = {}) {
  const accessTokenClaims = isAtKeycloak ? ['realm_access'] : []
  return startMisbehavingProvider({ claims: refreshPerson, accessTokenClaims })
}

/** Builds the library options that the app must use. */
export function refreshOptions({
  isStored = false,
  isListed = false,
  ...address
}: RefreshSettings & { readonly baseUrl: string; readonly issuerUrl: string }) {
  const options = contractOptions(address)
  const tokensInCookies = { singleProcess: true, keep: { tokens: true } } as const
  const optionalPaths =
    isStored || isListed ? { backChannelLogout: true, frontChannelLogout: true, thirdPartyLogin: true } : {}
  const providers = [{ ...options.providers[0], ...optionalPaths }] as const
  return {
    ...options,
    providers,
    session: { ...options.session, ...(isStored ? {} : tokensInCookies) },
  } as const
}
