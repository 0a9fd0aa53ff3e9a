import { isOidcError, type OidcErrorCode } from '@x/oidc-core'
import { buildErrorPage } from '../pages/error-page.ts'
import type { Page } from '../pages/page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { buildUnavailablePage } from '../pages/unavailable-page.ts'
import type { Ports } from '../ports.ts'
import { buildPrivateResponse } from './build-private-response.ts'
import { buildProblem } from './build-problem.ts'
import { buildReference } from './build-reference.ts'
import type { RouteTable } from './create-route-table.ts'
import { errorTable, type ErrorAnswer } from './error-table.ts'
import type { RequestFacts } from './request-facts.ts'
import { wantsHtml } from './request-intent.ts'
import { splitUrl } from './split-url.ts'

const unexpected: ErrorAnswer = {
  status: 500,
  title: 'Something went wrong',
  text: 'Whoever runs this application can find the reason in its log, by the code below.',
  retry: true,
}

const retryAfterSeconds = 10

export interface AnswerErrorContext {
  readonly ports: Ports
  readonly routes: RouteTable
}

export interface AnswerErrorOptions {
  readonly setCookies?: readonly string[]
  /** Where trying again begins. */
  readonly retryHref?: string
}

/** Answers an error: what happened goes to the log, what may be said goes to whoever asked. */
export async function answerError(
  context: AnswerErrorContext,
  facts: RequestFacts,
  error: unknown,
  { setCookies = [], retryHref = context.routes.home }: AnswerErrorOptions = {},
): Promise<Response> {
  const code: OidcErrorCode | 'unexpected' = isOidcError(error) ? error.code : 'unexpected'
  const answer = code === 'unexpected' ? unexpected : errorTable[code]
  const reference = buildReference(context.ports)
  context.ports.log({
    level: answer.status >= 500 ? 'error' : 'warning',
    code,
    message: error instanceof Error ? error.message : 'Something was thrown that is no error.',
    reference,
    ...(isOidcError(error) ? { detail: error.detail } : {}),
  })

  const response = wantsHtml(facts)
    ? await buildPageResponse({
        status: answer.status,
        ...buildPage(answer, `${code} ${reference}`, answer.status === 503 ? reload(facts) : retryHref),
      })
    : buildProblem({ status: answer.status, title: answer.title, code, reference })
  if (answer.status === 503) response.headers.set('retry-after', String(retryAfterSeconds))
  if (isOidcError(error, 'method_not_allowed')) response.headers.set('allow', error.detail.allow)
  return buildPrivateResponse(response, setCookies)
}

function buildPage(answer: ErrorAnswer, code: string, retryHref: string): Page {
  if (answer.status === 503) return buildUnavailablePage({ code, retryHref })
  const { title, text, retry } = answer
  return buildErrorPage({ title, text, code, retryHref: retry ? retryHref : undefined })
}

/** After an outage the same request may succeed. */
function reload({ url }: RequestFacts): string {
  const { path, query } = splitUrl(url)
  return query === '' ? path : `${path}?${query}`
}
