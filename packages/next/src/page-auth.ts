import { isOidcError } from '@x/oidc-core'
import type {
  Auth,
  Authenticated,
  Engine,
  GateOptions,
  HandleOptions,
  HttpRequest,
  PersonAccess,
  PersonFetch,
  PersonTokens,
  RequestAuth,
  RoleIn,
  TokenReading,
  UserTypes,
} from '@x/oidc-engine'
import {
  buildForbiddenUrl,
  createLossReport,
  createPersonAccess,
  type EmitEvent,
} from '@x/oidc-engine/adapter'
import { after } from 'next/server.js'
import { cache } from 'react'
import { presentAuth } from './present-auth.ts'
import { type PagesRequest, readPageRequest, readPagesRequest } from './read-request.ts'
import { refusePage } from './refuse-page.ts'
import type { RequestScope } from './request-scope.ts'
import { writeCookies } from './write-cookies.ts'

/** The caller of a page, a layout or a server action. React's `cache` authenticates each request once. */
export interface PageAuth<Types extends UserTypes> {
  readonly getAuth: (request?: PagesRequest) => Promise<Auth<Types>>
  /** If the gate refuses the caller, leaves the page with a redirect or an error of Next.js. */
  readonly require: (gate: GateOptions<RoleIn<Types>>) => Promise<Authenticated<Types>>
  /** Runs a server action behind a gate. It can write cookies, so it may refresh the session. */
  readonly runAction: <Result>(
    gate: GateOptions<RoleIn<Types>>,
    run: (auth: Authenticated<Types>) => Result | Promise<Result>,
  ) => Promise<Result>
  readonly explain: () => Promise<ReturnType<RequestAuth<Types>['explain']>>
  readonly tokens: (request?: PagesRequest) => Promise<PersonTokens>
  readonly fetchAs: (origin: string, request?: PagesRequest) => PersonFetch
}

/** A page cannot write cookies: a rotated refresh token would reach neither the browser nor a later request. */
const inPage = { refresh: 'never' } as const

const cookiesLost = {
  level: 'warn',
  code: 'session_cookies_lost',
  message: 'A page cannot write cookies, so a session was not renewed: let proxy.ts run before every page.',
} as const

export function createPageAuth<Types extends UserTypes>(
  getEngine: () => Engine<Types>,
  scope: RequestScope,
  emit: EmitEvent,
): PageAuth<Types> {
  let isWarned = false
  const reportLoss = createLossReport(emit)
  // An action may fail by the tokens of another application, for which a sign-in at this one is no help.
  const failures = new WeakSet()

  const authenticate = cache(async () => {
    const request = await readPageRequest()
    const requestAuth = await getEngine().authenticate(request, inPage)
    if (requestAuth.setCookies.length > 0 && request.url === '' && !isWarned) {
      isWarned = true
      emit(cookiesLost)
    }
    return { requestAuth, auth: presentAuth(requestAuth.auth), returnTo: request.url }
  })

  /** The Pages Router sends what an application writes as JSON, so its callers are those of a route handler. */
  async function find(request: PagesRequest | undefined) {
    if (request === undefined) return authenticate()
    const requestAuth = await getEngine().authenticate(readPagesRequest(request), inPage)
    return { requestAuth, auth: requestAuth.auth }
  }

  async function readTokens(
    requestAuth: RequestAuth<Types>,
    handling?: HandleOptions,
  ): Promise<TokenReading> {
    try {
      return await requestAuth.tokens(handling)
    } catch (error) {
      if (error instanceof Error) failures.add(error)
      throw error
    }
  }

  function openAccess(request: PagesRequest | undefined): PersonAccess {
    const running = request === undefined ? scope.find() : undefined
    const requestAuth = { tokens: async () => readTokens((await find(request)).requestAuth, inPage) }
    return running ?? createPersonAccess(requestAuth, { addCookies: () => undefined })
  }

  return {
    async getAuth(request) {
      const { auth, requestAuth } = await find(request)
      // Without this error, the page would be shown as to an anonymous caller.
      if (requestAuth.isFailed === true) await fail(requestAuth)
      return auth
    },
    async require(gate) {
      const { auth, requestAuth, returnTo } = await authenticate()
      const refusal = await requestAuth.authorize(gate)
      await refusePage(refusal, buildForbiddenUrl(getEngine().config, returnTo), false)
      return auth as Authenticated<Types>
    },
    async runAction(gate, run) {
      const engine = getEngine()
      const request = await readPageRequest()
      const handling = { waitUntil: after }
      const requestAuth = await engine.authenticate(request, handling)
      await writeCookies(requestAuth.setCookies)
      const forbiddenUrl = buildForbiddenUrl(engine.config, request.url)
      await refusePage(await requestAuth.authorize(gate), forbiddenUrl, true)
      const reading = { tokens: (given?: HandleOptions) => readTokens(requestAuth, given) }
      const access = createPersonAccess(reading, { handling, addCookies: createWriter(reportLoss) })
      try {
        return await scope.run(access, () => run(presentAuth(requestAuth.auth) as Authenticated<Types>))
      } catch (error) {
        if (isOidcError(error, 'tokens_unavailable') && failures.has(error)) {
          const anonymous = await engine.authenticate({ ...request, header: hideCookies(request) })
          await refusePage(await anonymous.authorize(), forbiddenUrl, true)
        }
        throw error
      }
    },
    explain: async () => (await authenticate()).requestAuth.explain(),
    tokens: async (request) => openAccess(request).tokens(),
    fetchAs: (origin, request) => openAccess(request).fetchAs(origin),
  }
}

/** In `after`, and in work that an action left behind, Next.js refuses cookies: the token is new all the same. */
const createWriter = (onLost: () => void) => (setCookies: readonly string[]) =>
  writeCookies(setCookies).catch(onLost)

/** A caller without tokens is sent to the sign-in, like a caller without a session. */
function hideCookies({ header }: HttpRequest): HttpRequest['header'] {
  return (name) => (name === 'cookie' ? undefined : header(name))
}

/** The gate has logged the reason, and a page cannot show the response of the gate. */
async function fail(requestAuth: Pick<RequestAuth, 'authorize'>): Promise<never> {
  await requestAuth.authorize()
  throw new Error('Authentication failed: the log has the reason.')
}
