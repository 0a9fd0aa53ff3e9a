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

const unexpected: ErrorAnswer = {
  status: 500,
  title: 'Something went wrong',
  text: 'Whoever runs this application can find the reason in its log, by the code below.',
  retry: true,
}

/** After an outage whose end is not known, or when there was no room for a request. */
export const retryAfterSeconds = 10

/** A link to the page itself, which spells out no code and no state. After an outage the same request may succeed. */
const samePage = ''

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
  { setCookies = [], retryHref }: AnswerErrorOptions = {},
): Promise<Response> {
  const code: OidcErrorCode | 'unexpected' = isOidcError(error) ? error.code : 'unexpected'
  const answer = code === 'unexpected' ? unexpected : errorTable[code]
  const isOutage = answer.status === 503
  const reference = buildReference(context.ports)
  context.ports.log({
    level: isToldOnce(error) ? 'info' : answer.status >= 500 ? 'error' : 'warning',
    code,
    ...describe(error),
    reference,
  })

  const response = wantsHtml(facts)
    ? await buildPageResponse({
        status: answer.status,
        ...buildPage(
          answer,
          `${code} ${reference}`,
          retryHref ?? (isOutage ? samePage : context.routes.home),
        ),
      })
    : buildProblem({ status: answer.status, title: answer.title, code, reference })
  if (isOutage) response.headers.set('retry-after', String(findRetrySeconds(error)))
  if (isOidcError(error, 'method_not_allowed')) response.headers.set('allow', error.detail.allow)
  return buildPrivateResponse(response, setCookies)
}

/** Anybody can make it happen as often as they like, and `key_budget_empty` has told of it as a warning. */
function isToldOnce(error: unknown): boolean {
  return isOidcError(error, 'token_unverifiable') && error.detail.why === 'key_budget_empty'
}

function findRetrySeconds(error: unknown): number {
  const seconds = isOidcError(error, 'token_unverifiable') ? error.detail.retryAfterSeconds : undefined
  return seconds ?? retryAfterSeconds
}

/** A foreign message may quote what must not be logged, such as a header with a token: only where it arose is told. */
function describe(error: unknown): { readonly message: string; readonly detail?: unknown } {
  if (isOidcError(error)) return { message: error.message, detail: error.detail }
  if (!(error instanceof Error)) return { message: 'Something was thrown that is no error.' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line))
  return {
    message: `An unexpected ${error.name}.`,
    detail: { at: frames.slice(0, 8).map((line) => line.trim()) },
  }
}

function buildPage(answer: ErrorAnswer, code: string, retryHref: string): Page {
  if (answer.status === 503) return buildUnavailablePage({ code, retryHref })
  const { title, text, retry } = answer
  return buildErrorPage({ title, text, code, retryHref: retry ? retryHref : undefined })
}
