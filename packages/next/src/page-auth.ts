import type { Auth, Authenticated, Engine, EngineEvent, GateOptions, RequestAuth } from '@x/oidc-engine'
import { buildForbiddenUrl } from '@x/oidc-engine/adapter'
import { cache } from 'react'
import { type PagesRequest, readPageRequest, readPagesRequest } from './read-request.ts'
import { refusePage } from './refuse-page.ts'

/** The caller of a page, a layout or a server action. React's `cache` authenticates each request once. */
export interface PageAuth<Role extends string> {
  readonly getAuth: (request?: PagesRequest) => Promise<Auth<Role>>
  /** If the gate refuses the caller, leaves the page with a redirect or an error of Next.js. */
  readonly require: (gate: GateOptions<Role>, isAction?: boolean) => Promise<Authenticated<Role>>
  readonly explain: () => Promise<ReturnType<RequestAuth<Role>['explain']>>
}

const cookiesLost = {
  level: 'warn',
  code: 'session_cookies_lost',
  message: 'A page cannot write cookies, so a session was not renewed: let proxy.ts run before every page.',
} as const

export function createPageAuth<Role extends string>(
  getEngine: () => Engine<Role>,
  log: (event: EngineEvent) => void,
): PageAuth<Role> {
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
      return requestAuth.auth as Authenticated<Role>
    },
    explain: async () => (await authenticate()).requestAuth.explain(),
  }
}

/** The gate has logged the reason, and a page cannot show the response of the gate. */
async function fail(requestAuth: Pick<RequestAuth, 'authorize'>): Promise<never> {
  await requestAuth.authorize()
  throw new Error('Authentication failed: the log has the reason.')
}
