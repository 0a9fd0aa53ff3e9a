import type { OidcConfig } from '@x/oidc-core'
import { hasSignIn } from '../../http/route-table.ts'
import { type HttpRequest, splitUrl } from '../../http/request.ts'

/** Builds an address whose response has the status 403, for a page that cannot set a status. For adapters. */
export function buildForbiddenUrl({ baseUrl, paths }: OidcConfig, returnTo: string): string {
  return `${baseUrl}${paths.login}/forbidden?${new URLSearchParams({ returnTo }).toString()}`
}

const forbiddenPaths = new WeakMap<OidcConfig, string | false>()

/**
 * Whether a path is that of the address. It only compares strings, so adapters may call it for every request. Without sign-ins,
 * every path belongs to the application.
 */
export function isForbiddenPath(config: OidcConfig, path: string): boolean {
  const known = forbiddenPaths.get(config) ?? findForbiddenPath(config)
  forbiddenPaths.set(config, known)
  return path === known
}

function findForbiddenPath(config: OidcConfig): string | false {
  return hasSignIn(config) && new URL(buildForbiddenUrl(config, '')).pathname
}

/** The parts of the engine that this needs. */
interface ForbiddenAddressEngine {
  /** The checked configuration. */
  readonly config: OidcConfig
  /** Admits a caller, or builds the response that refuses one. */
  readonly gate: (
    request: HttpRequest,
    options: { readonly role: readonly never[] },
  ) => Promise<{ readonly response?: Response }>
}

/**
 * Responds to a request for the forbidden address as the gate of the page would. Returns undefined for every other address. Never
 * rejects.
 */
export async function answerForbidden(
  engine: ForbiddenAddressEngine,
  request: HttpRequest,
): Promise<Response | undefined> {
  const { path, query } = splitUrl(request.url)
  if (!isForbiddenPath(engine.config, path)) return undefined
  const url = new URLSearchParams(query).get('returnTo') ?? ''
  return (await engine.gate({ ...request, url }, { role: [] })).response
}
