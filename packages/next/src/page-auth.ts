import type { Auth, Authenticated, Engine, EngineEvent, GateOptions, RequestAuth } from '@x/oidc-engine'
import type { RoleIn, UserTypes } from '@x/oidc-engine'
import { buildForbiddenUrl } from '@x/oidc-engine/adapter'
import { cache } from 'react'
import { type PagesRequest, readPageRequest, readPagesRequest } from './read-request.ts'
import { refusePage } from './refuse-page.ts'

/** The caller of a page, a layout or a server action. React's `cache` authenticates each request once. */
export interface PageAuth<Types extends UserTypes> {
  readonly getAuth: (request?: PagesRequest) => Promise<Auth<Types>>
  /** If the gate refuses the caller, leaves the page with a redirect or an error of Next.js. */
  readonly require: (gate: GateOptions<RoleIn<Types>>, isAction?: boolean) => Promise<Authenticated<Types>>
  readonly explain: () => Promise<ReturnType<RequestAuth<Types>['explain']>>
}

const cookiesLost = {
  level: 'warn',
  code: 'session_cookies_lost',
  message: 'A page cannot write cookies, so a session was not renewed: let proxy.ts run before every page.',
} as const

export function createPageAuth<Types extends UserTypes>(
  getEngine: () => Engine<Types>,
  log: (event: EngineEvent) => void,
): PageAuth<Types> {
  let isWarned = false

  const authenticate = cache(async () => {
    const request = await readPageRequest()
    const requestAuth = await getEngine().authenticate(request)
    if (requestAuth.setCookies.length > 0 && request.url === '' && !isWarned) {
      isWarned = true
      log(cookiesLost)
    }
    return { requestAuth, returnTo: request.url }
  })

  return {
    async getAuth(request) {
      const requestAuth =
        request === undefined
          ? (await authenticate()).requestAuth
          : await getEngine().authenticate(readPagesRequest(request))
      // Without this error, the page would be shown as to an anonymous caller.
      if (requestAuth.isFailed === true) await fail(requestAuth)
      return requestAuth.auth
    },
    async require(gate, isAction = false) {
      const { requestAuth, returnTo } = await authenticate()
      const refusal = await requestAuth.authorize(gate)
      refusePage(refusal, buildForbiddenUrl(getEngine().config, returnTo), isAction)
      return requestAuth.auth as Authenticated<Types>
    },
    explain: async () => (await authenticate()).requestAuth.explain(),
  }
}

/** The gate has logged the reason, and a page cannot show the response of the gate. */
async function fail(requestAuth: Pick<RequestAuth, 'authorize'>): Promise<never> {
  await requestAuth.authorize()
  throw new Error('Authentication failed: the log has the reason.')
}
