import type { RouteTable } from './create-route-table.ts'

/** Builds the address that starts a sign-in at a provider. */
export function buildLoginUrl(
  routes: RouteTable,
  providerId: string,
  options: { readonly returnTo: string; readonly switchAccount?: boolean },
): string {
  const query = new URLSearchParams()
  if (options.switchAccount === true) query.set('switch', '1')
  if (options.returnTo !== routes.home) query.set('returnTo', options.returnTo)
  const text = query.toString()
  return routes.url('authorization', providerId) + (text === '' ? '' : `?${text}`)
}

/** Builds the path to which a sign-out is posted that goes on to a new sign-in at the same provider. */
export function buildSwitchAction(routes: RouteTable, returnTo: string): string {
  return `${routes.path('logout')}?${new URLSearchParams({ switch: '1', returnTo }).toString()}`
}
