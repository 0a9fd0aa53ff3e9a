import type { ObjectReader } from './object-reader.ts'
import type { OwnPaths, PathConfig } from './oidc-config.ts'

const defaultPaths: OwnPaths = {
  login: '/login',
  authorization: '/oauth2/authorization/{providerId}',
  initiateLogin: '/login/initiate',
  callback: '/login/oauth2/code/{providerId}',
  denied: '/login/denied',
  logout: '/logout',
  loggedOut: '/logout/done',
  session: '/oauth2/session',
  backChannelLogout: '/logout/connect/back-channel/{providerId}',
  frontChannelLogout: '/logout/connect/front-channel/{providerId}',
}

// Bundlers can leave it out of a bundle that uses only `decideAccess`.
const ownKeys = /* @__PURE__ */ Object.keys(defaultPaths) as readonly (keyof OwnPaths)[]

export const listPathKeys = (): readonly string[] => [...ownKeys, 'afterLogout']

/** Reads `paths`. Two of them must not match the same URL, for any provider. */
export function parsePaths(reader: ObjectReader, providerIds: readonly string[]): PathConfig {
  const paths: Record<keyof OwnPaths, string> = { ...defaultPaths }
  const owners = new Map<string, string>()
  for (const key of ownKeys) {
    const path = reader.text(key) ?? defaultPaths[key]
    const perProvider = defaultPaths[key].includes(placeholder)
    const places = path.split(placeholder).length - 1
    // The redirect URI of the only provider need not name it: an address that is registered already can stay.
    const isOfOne = key === 'callback' && providerIds.length === 1 && places === 0
    if (!isPath(path)) {
      reader.error(key, 'invalid_path', malformed)
    } else if (places !== (perProvider ? 1 : 0) && !isOfOne) {
      const message = perProvider
        ? 'must contain the segment {providerId} exactly once. The callback of the only provider may lack it.'
        : 'must not contain {providerId}.'
      reader.error(key, 'invalid_path', message)
    }
    for (const url of new Set(providerIds.map((id) => path.replace('{providerId}', () => id)))) {
      const owner = owners.get(url)
      if (owner !== undefined) reader.error(key, 'duplicate', `is the same path as ${owner}.`)
      owners.set(url, key)
    }
    paths[key] = path
  }
  const afterLogout = parseAfterLogout(reader, owners)
  return { ...paths, ...(afterLogout !== undefined && { afterLogout }) }
}

/**
 * Reads the path of a page of the application. It refuses a path of the library, because a sign-out would then redirect in a
 * circle.
 */
function parseAfterLogout(reader: ObjectReader, owners: ReadonlyMap<string, string>): string | undefined {
  const path = reader.text('afterLogout')
  if (path === undefined) return undefined
  const owner = owners.get(path)
  if (owner !== undefined) reader.error('afterLogout', 'duplicate', `is the same path as ${owner}.`)
  if (path !== '/' && (!isPath(path) || path.includes(placeholder)))
    reader.error('afterLogout', 'invalid_path', malformed)
  return path
}

const placeholder = '{providerId}'
const malformed = "must be like /a/b, without '.', '..', query or escapes."

function isPath(path: string): boolean {
  return /^(?:\/(?:\{providerId\}|(?!\.{1,2}(?:\/|$))[\w!$&'()*+.:=@~-]+))+$/.test(path)
}
