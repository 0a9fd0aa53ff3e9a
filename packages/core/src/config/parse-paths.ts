import type { ObjectReader } from './object-reader.ts'
import type { PathConfig } from './oidc-config.ts'

const defaultPaths: PathConfig = {
  login: '/login',
  authorization: '/oauth2/authorization/{providerId}',
  callback: '/login/oauth2/code/{providerId}',
  denied: '/login/denied',
  logout: '/logout',
  loggedOut: '/logout/done',
  session: '/oauth2/session',
}

export const pathKeys = Object.keys(defaultPaths) as readonly (keyof PathConfig)[]

/** Reads `paths`. Two of them must not match the same URL, for any provider. */
export function parsePaths(reader: ObjectReader, providerIds: readonly string[]): PathConfig {
  const paths: Record<keyof PathConfig, string> = { ...defaultPaths }
  const owners = new Map<string, string>()
  for (const key of pathKeys) {
    const path = reader.text(key) ?? defaultPaths[key]
    const perProvider = key === 'authorization' || key === 'callback'
    const segments = path.split('/')
    const places = segments.filter((segment) => segment === '{providerId}').length
    const plain = segments.slice(1).filter((segment) => segment !== '{providerId}')
    if (
      !path.startsWith('/') ||
      !plain.every((segment) => /^(?!\.{1,2}$)[\w!$&'()*+.:=@~-]+$/.test(segment))
    ) {
      const message = "must be like /a/b, without '.', '..', query or escapes."
      reader.error(key, 'invalid_path', message)
    } else if (places !== (perProvider ? 1 : 0)) {
      const message = perProvider ? 'must hold the segment {providerId} once.' : 'must not hold {providerId}.'
      reader.error(key, 'invalid_path', message)
    }
    for (const url of new Set(providerIds.map((id) => path.replace('{providerId}', () => id)))) {
      const owner = owners.get(url)
      if (owner !== undefined) reader.error(key, 'duplicate', `is the same path as ${owner}.`)
      owners.set(url, key)
    }
    paths[key] = path
  }
  return paths
}
