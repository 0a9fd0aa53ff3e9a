import { isOidcError } from '@x/oidc-core'
import type { PageContent } from '../pages/page-content.ts'
import type { PageWriter } from '../pages/page-writer.ts'
import type { EngineEvent } from '../events.ts'
import type { Ports } from '../ports.ts'
import { countOutage } from './count-outage.ts'
import { buildPrivateResponse, privateCacheControl } from './private-headers.ts'
import { buildProblem } from './problem.ts'
import type { RouteTable } from './route-table.ts'
import { describeError, type ErrorDescription } from './describe-error.ts'
import { type ErrorAnswer, errorTable, isOutageCode, unexpectedAnswer } from './error-table.ts'
import { type HttpRequest, readHttpRequest, wantsHtml } from './request.ts'

/** In seconds: `Retry-After` for an outage without a known end, and for a request that was refused for lack of capacity. */
export const retryAfterSeconds = 10

/** A link to the same page without `code` and `state`. After an outage, it is the same request, which may succeed. */
const samePage = ''

export interface AnswerErrorContext {
  readonly ports: Ports
  readonly routes: RouteTable
  readonly pages: PageWriter
}

export interface AnswerErrorOptions {
  readonly setCookies?: readonly string[]
  /** The address of a retry. */
  readonly retryHref?: string
  /**
   * Whether the log has an outage as an error only once a minute: programs send requests at any rate. A person quotes the
   * reference of a page, so each of their errors has to be in the log. @default false
   */
  readonly isCounted?: boolean
}

/**
 * Responds to an error: the log gets the details, the client gets only data that is safe to show. Never rejects: if the response
 * itself cannot be built, because a port or a getter of the request throws, it is a bare 500.
 */
export async function answerError(
  context: AnswerErrorContext,
  request: Request | HttpRequest,
  error: unknown,
  options: AnswerErrorOptions = {},
): Promise<Response> {
  const { code, message, detail } = describeError(error)
  const answer = code === 'unexpected' ? unexpectedAnswer : errorTable[code]
  const reference = drawReference(context.ports)
  context.ports.log({
    ...{ code, message, reference },
    ...resolveLevel(context.ports, error, { status: answer.status, message, isCounted: options.isCounted }),
    ...(detail !== undefined && { detail }),
  })
  try {
    const response = await buildAnswer(
      context,
      readHttpRequest(request),
      { code, reference, answer, retrySeconds: findRetrySeconds(error) },
      options,
    )
    if (isOidcError(error, 'method_not_allowed')) response.headers.set('allow', error.detail.allow)
    return response
  } catch {
    const headers = { 'content-type': 'text/plain', 'cache-control': privateCacheControl }
    return new Response('Internal Server Error', { status: 500, headers })
  }
}

interface ReportedError {
  readonly code: ErrorDescription['code']
  readonly reference: string | undefined
  readonly answer: ErrorAnswer
  /** Seconds until a retry may succeed after an outage. */
  readonly retrySeconds: number
}

async function buildAnswer(
  { pages, routes }: AnswerErrorContext,
  request: HttpRequest,
  { code, reference, answer, retrySeconds }: ReportedError,
  { setCookies = [], retryHref }: AnswerErrorOptions,
): Promise<Response> {
  const isOutage = answer.status === 503
  const response = wantsHtml(request)
    ? await pages.write(request, {
        status: answer.status,
        ...choosePage({ code, reference, answer }, retryHref ?? (isOutage ? samePage : routes.home)),
      })
    : buildProblem({
        status: answer.status,
        title: answer.title,
        code,
        ...(reference !== undefined && { reference }),
      })
  if (isOutage) response.headers.set('retry-after', String(retrySeconds))
  return buildPrivateResponse(response, setCookies)
}

/**
 * An outage is logged as an error once a minute. Each further request gets a log line with its own reference at a lower level.
 */
function resolveLevel(
  ports: Ports,
  error: unknown,
  {
    status,
    message,
    isCounted = false,
  }: { readonly status: number; readonly message: string; readonly isCounted: boolean | undefined },
): Pick<EngineEvent, 'level' | 'message'> {
  if (isToldOnce(error)) return { level: 'info', message }
  if (status < 500) return { level: 'warn', message }
  const unreported = isCounted ? countOutage(ports, error) : 0
  if (unreported === undefined) return { level: 'info', message }
  return {
    level: 'error',
    message:
      unreported === 0 ? message : `${message} The same happened ${unreported} times since the last report.`,
  }
}

/** Any client can cause this error at any rate, and the warning `key_budget_empty` has already reported it. */
function isToldOnce(error: unknown): boolean {
  return isOidcError(error, 'token_unverifiable') && error.detail.why === 'key_budget_empty'
}

function findRetrySeconds(error: unknown): number {
  const isOutage =
    isOidcError(error, 'token_unverifiable') ||
    isOidcError(error, 'provider_unavailable') ||
    isOidcError(error, 'provider_lookup_failed')
  return (isOutage ? error.detail.retryAfterSeconds : undefined) ?? retryAfterSeconds
}

/** Returns undefined if the random source is broken, because that may be the error that is reported. */
function drawReference(ports: Ports): string | undefined {
  try {
    return buildReference(ports)
  } catch {
    return undefined
  }
}

function choosePage(
  { code, reference, answer }: Pick<ReportedError, 'code' | 'reference' | 'answer'>,
  retryHref: string,
): PageContent {
  if (isOutageCode(code)) return { kind: 'unavailable', data: { code, reference, retryHref } }
  return { kind: 'error', data: { code, reference, retryHref: answer.retry ? retryHref : undefined } }
}

/** The letters and digits of references: none of them looks like another one. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Draws the reference that a page shows, so that the operator finds the matching line in the log. */
export function buildReference({ random }: Ports): string {
  return spellReference(random(8))
}

/** Writes eight bytes as a reference. */
export function spellReference(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
