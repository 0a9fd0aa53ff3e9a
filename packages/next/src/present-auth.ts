import type { Auth, UserTypes } from '@x/oidc-engine'

/**
 * Builds the caller as a page can pass it to a Client Component: React sends each member that an object lists to the browser, and accepts no
 * function among them. `hasRole` and the data of `onSignIn` can be read here and are not listed. The roles are a set without `toJSON`, by
 * which React would send a list (decision 156).
 */
export function presentAuth<Types extends UserTypes>(auth: Auth<Types>): Auth<Types> {
  const { hasRole } = auth
  const roles = new Set(auth.roles)
  if (auth.status === 'anonymous')
    return withHidden({ status: auth.status, user: undefined, roles }, { hasRole })
  const { expiresAt, status, via } = auth
  const { claims, extra, issuer, name, subject } = auth.user
  const user = withHidden({ issuer, subject, name, claims }, { extra })
  return withHidden({ status, via, user, expiresAt, roles }, { hasRole }) as Auth<Types>
}

/** React warns of an own member that is not enumerable, so the hidden ones are no own members at all. */
function withHidden<Shown extends object, Hidden extends object>(
  shown: Shown,
  hidden: Hidden,
): Shown & Hidden {
  return new Proxy(shown, {
    get: (target, name): unknown => Reflect.get(Object.hasOwn(hidden, name) ? hidden : target, name),
    has: (target, name) => Object.hasOwn(hidden, name) || Reflect.has(target, name),
  }) as Shown & Hidden
}
