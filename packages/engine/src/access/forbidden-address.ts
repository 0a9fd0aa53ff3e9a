import type { OidcConfig } from '@x/oidc-core'
import { type HttpRequest, splitUrl } from '../http/request.ts'

/** Builds the address that answers 403 in the place of a page that has no status of its own to set. For adapters. */
export function buildForbiddenUrl({ baseUrl, paths }: OidcConfig, returnTo: string): string {
  return `${baseUrl}${paths.login}/forbidden?${new URLSearchParams({ returnTo }).toString()}`
}

/** What is read of the engine. */
interface ForbiddenAddressEngine {
  readonly config: OidcConfig
  readonly gate: (
    request: HttpRequest,
    options: { readonly role: readonly never[] },
  ) => Promise<{ readonly response?: Response }>
}

/** Answers a request to that address as the gate of the page would; undefined for every other. Never rejects. */
export async function answerForbidden(
  engine: ForbiddenAddressEngine,
  request: HttpRequest,
): Promise<Response | undefined> {
  const { path, query } = splitUrl(request.url)
  if (path !== new URL(buildForbiddenUrl(engine.config, '')).pathname) return undefined
  const url = new URLSearchParams(query).get('returnTo') ?? ''
  return (await engine.gate({ ...request, url }, { role: [] })).response
}
