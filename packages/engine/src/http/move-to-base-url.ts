import type { OidcConfig } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { buildRedirect } from './redirect.ts'
import { type HttpRequest, isNavigation } from './request.ts'
import type { Route, RouteTable } from './route-table.ts'

/** Query parameter that says that the browser was already sent to the origin of `baseUrl`. */
const movedParameter = 'moved'

const port = /:\d+$/u

/** The engines that have logged two hosts: one line is enough, and a sender chooses the `Host` header. */
const warned = new WeakSet<ReportContext>()

/** The parts of an engine that the report needs. */
interface ReportContext {
  readonly config: OidcConfig
  readonly ports: Ports
}

interface MoveContext extends ReportContext {
  readonly routes: RouteTable
}

/**
 * Sends a browser to the origin of `baseUrl` before a sign-in begins, as from 127.0.0.1 to localhost: the provider returns it
 * there, and a cookie of another host would be missing. It does this only once, because behind a proxy that replaces `Host` the
 * hosts always differ.
 */
export function moveToBaseUrl(
  context: MoveContext,
  { name, providerId, query, request }: Route & { readonly query: string; readonly request: HttpRequest },
): Response | undefined {
  reportOtherPort(context, request)
  const hosts = findOtherHost(context, request)
  if (hosts === undefined) return undefined
  const parameters = new URLSearchParams(query)
  if (parameters.has(movedParameter)) {
    reportMismatch(context, hosts)
    return undefined
  }
  parameters.set(movedParameter, '1')
  return buildRedirect(`${context.routes.url(name, providerId)}?${parameters.toString()}`, 302)
}

/**
 * Logs once that a browser is sent to another port of the same host. The other port may not belong to the application. If nothing
 * listens there, no later request would show the mistake.
 */
export function reportOtherPort(context: ReportContext, request: HttpRequest): void {
  const hosts = findOtherHost(context, request)
  if (hosts?.asked.replace(port, '') === hosts?.host.replace(port, '')) reportMismatch(context, hosts)
}

interface Hosts {
  readonly protocol: string
  /** The host of the request. */
  readonly asked: string
  /** The host of `baseUrl`. */
  readonly host: string
}

/** Returns both hosts if a browser opened another host than that of `baseUrl`, otherwise undefined. */
function findOtherHost({ config }: ReportContext, request: HttpRequest): Hosts | undefined {
  const { protocol, host } = new URL(config.baseUrl)
  const asked = isNavigation(request) ? readHost(protocol, request.header('host')) : undefined
  return asked === undefined || asked === host ? undefined : { protocol, asked, host }
}

function reportMismatch(context: ReportContext, hosts: Hosts | undefined): void {
  if (hosts === undefined || warned.has(context)) return
  warned.add(context)
  const { protocol, asked, host } = hosts
  context.ports.log({
    level: 'warn',
    code: 'base_url_mismatch',
    message:
      `A sign-in begins at ${protocol}//${asked}, and baseUrl is ${protocol}//${host}. If a proxy in front replaces the Host ` +
      'header, nothing is wrong. Otherwise set baseUrl to the address that browsers show: they are sent to baseUrl to sign in.',
    detail: { host: asked, baseUrl: context.config.baseUrl },
  })
}

/** The host and port of a request, spelt as in a URL; undefined if the header has none. @see RFC 9110, section 7.2 */
function readHost(protocol: string, header: string | null | undefined): string | undefined {
  if (header === null || header === undefined || !/^[^\s/?#@\\]+$/u.test(header)) return undefined
  try {
    return new URL(`${protocol}//${header}`).host
  } catch {
    // Not a host.
    return undefined
  }
}
