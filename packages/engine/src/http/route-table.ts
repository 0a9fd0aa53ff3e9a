import type { OidcConfig, OwnPaths } from '@x/oidc-core'

export type RouteName = keyof OwnPaths

export interface Route {
  readonly name: RouteName
  /** The provider that the route names. The configuration may not have this provider. */
  readonly providerId?: string
}

export interface RouteTable {
  /** The engine's route at a request path; undefined when the path is the application's. */
  readonly match: (path: string) => Route | undefined
  /** The absolute URL of a route; scheme, host and mount prefix are those of `baseUrl`. */
  readonly url: (name: RouteName, providerId?: string) => string
  /** The same without scheme and host. */
  readonly path: (name: RouteName, providerId?: string) => string
  /** Scheme, host and port of `baseUrl`. */
  readonly origin: string
  /** The path of the application's root, as `baseUrl` has it: some routers know `/app` and not `/app/`. */
  readonly home: string
  /** The application's own page after a sign-out. */
  readonly afterLogout: string | undefined
}

const placeholder = '{providerId}'

/** Compiles the configured paths. */
export function createRouteTable(config: OidcConfig): RouteTable {
  const { origin, pathname } = new URL(config.baseUrl)
  const prefix = pathname === '/' ? '' : pathname
  const exact = new Map<string, Route>()
  const perProvider: { name: RouteName; before: string; after: string }[] = []
  const { afterLogout, initiateLogin, ...own } = config.paths
  // Without sign-ins every path is the application's.
  const answered = hasSignIn(config) ? { ...own, ...(isStartedElsewhere(config) && { initiateLogin }) } : {}
  for (const [name, path] of Object.entries(answered) as [RouteName, string][]) {
    const [before = '', after] = (prefix + path).split(placeholder)
    if (after !== undefined) perProvider.push({ name, before, after })
    else exact.set(before, name === 'callback' ? { name, ...onlyProvider(config) } : { name })
  }

  const isOff = (name: RouteName, providerId: string): boolean => {
    if (name !== 'backChannelLogout' && name !== 'frontChannelLogout') return false
    // Of a provider that a function finds, only its own options say it.
    if (config.foundProviders !== undefined) return false
    const provider = config.providers.find((each) => each.providerId === providerId)
    return provider?.signIn !== true || !provider[name]
  }

  const path = (name: RouteName, providerId = ''): string =>
    prefix + config.paths[name].replace(placeholder, () => providerId)
  return {
    match(requested) {
      const found = exact.get(requested)
      if (found !== undefined) return found
      for (const { name, before, after } of perProvider) {
        if (!requested.startsWith(before) || !requested.endsWith(after)) continue
        const providerId = requested.slice(before.length, requested.length - after.length)
        if (/^[\w-]{1,64}$/u.test(providerId) && !isOff(name, providerId)) return { name, providerId }
      }
      return undefined
    },
    path,
    url: (name, providerId) => origin + path(name, providerId),
    origin,
    home: pathname,
    afterLogout: afterLogout === undefined ? undefined : origin + prefix + afterLogout,
  }
}

/** The provider of a redirect URI that names none: then the list has one provider. */
function onlyProvider({ providers }: OidcConfig): Pick<Route, 'providerId'> {
  const only = providers.at(0)
  return only === undefined ? {} : { providerId: only.providerId }
}

/** Whether people sign in: at a provider of the list, or at one that a function finds. */
export function hasSignIn({ foundProviders, providers }: OidcConfig): boolean {
  return foundProviders !== undefined || providers.some(({ signIn }) => signIn)
}

/** Whether another site may start a sign-in. Of a provider that a function finds, only its own options say it. */
function isStartedElsewhere({ foundProviders, providers }: OidcConfig): boolean {
  return (
    foundProviders !== undefined || providers.some((each) => each.signIn && each.thirdPartyLogin === true)
  )
}

/** Query parameter: the provider has refused or ignored the request for another account. */
export const signOutParameter = 'out'

export interface LoginUrlOptions {
  readonly returnTo: string
  readonly switchAccount?: boolean
  /** Another account can be chosen only after a sign-out. */
  readonly signOutFirst?: boolean
  /** The sign-in before this one was lost. */
  readonly again?: boolean
  /** The provider must not show a page: it answers at once, with an error if it would have to ask the person. */
  readonly silent?: boolean
}

/** Builds the address that starts a sign-in at a provider. */
export function buildLoginUrl(routes: RouteTable, providerId: string, options: LoginUrlOptions): string {
  const query = new URLSearchParams()
  if (options.switchAccount === true) query.set('switch', '1')
  if (options.signOutFirst === true) query.set(signOutParameter, '1')
  if (options.again === true) query.set('again', '1')
  if (options.silent === true) query.set('silent', '1')
  if (options.returnTo !== routes.home) query.set('returnTo', options.returnTo)
  const text = query.toString()
  return routes.url('authorization', providerId) + (text === '' ? '' : `?${text}`)
}

/** Builds the path to which a sign-out is posted that goes on to a new sign-in at the same provider. */
export function buildSwitchAction(routes: RouteTable, returnTo: string): string {
  return `${routes.path('logout')}?${new URLSearchParams({ switch: '1', returnTo }).toString()}`
}

/**
 * Builds the `WWW-Authenticate` of a 401 for people. No registered scheme means "sign in with a browser", but RFC 9110,
 * section 15.5.2, requires a challenge.
 */
export function buildLoginChallenge(routes: RouteTable): string {
  return `Cookie realm="${routes.origin}", form-action="${routes.path('login')}"`
}
