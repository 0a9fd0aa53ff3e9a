/**
 * Names the session cookie after the app, because cookies ignore ports: two apps on one host would otherwise overwrite
 * each other's. The hash is FNV-1a with 32 bits.
 */
export function defaultCookieName(baseUrl: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < baseUrl.length; at++) hash = Math.imul(hash ^ baseUrl.charCodeAt(at), 0x01000193)
  return `oidc-${(hash >>> 0).toString(16).padStart(8, '0')}`
}
