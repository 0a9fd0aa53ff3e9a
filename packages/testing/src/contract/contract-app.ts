import type { EmbeddedProvider } from '../provider/start-provider.ts'
import type { ClientOptions, People } from '../provider/provider-options.ts'

/**
 * The little app that an adapter's test starts for each case, on a loopback port, with nothing asked of it yet:
 *
 * - `GET /` answers the text `hello ${name}`, or `hello anonymous`
 * - `GET /me` behind `requireUser()`: the user's name as text
 * - `GET /admin` behind `requireRole('ROLE_ADMIN')`: the text `contractTexts.admin`
 * - `GET /static` touches no authentication: the text `contractTexts.static`
 * - `GET /throws`: its handler throws
 * - `GET /roles`: the roles as a JSON list, sorted
 * - `POST /echo` behind `requireUser()`: the body, as it came
 */
export interface ContractApp {
  /** E.g. `http://localhost:41234`, without a slash at the end. */
  readonly origin: string
  readonly provider: EmbeddedProvider
  close(): Promise<void>
}

export interface ContractCase {
  /** A sentence, for the name of a test. */
  readonly name: string
  /** Rejects when the app breaks the contract. */
  readonly run: (app: ContractApp) => Promise<void>
}

export const contractTexts = { admin: 'for administrators only', static: 'the same for everybody' } as const

/** `admin` has both roles, `staff` has `ROLE_USER`, `nobody` has none and is not admitted. */
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
  nobody: { name: 'Nora Nobody', description: 'has no role', claims: { realm_access: { roles: [] } } },
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

/** Builds the library options that the app must use. */
export function contractOptions({ baseUrl, issuerUrl }: { baseUrl: string; issuerUrl: string }) {
  return {
    baseUrl,
    providers: [
      {
        ...{ providerId: 'op', issuerUrl, clientId, clientSecret },
        nameClaim: 'name',
        scopes: ['email', 'profile'],
        rolesClaims: [['realm_access', 'roles']],
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
