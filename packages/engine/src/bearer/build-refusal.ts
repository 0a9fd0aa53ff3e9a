import { retryAfterSeconds } from '../http/answer-error.ts'
import { buildProblem } from '../http/build-problem.ts'
import { bearerAnswers, type BearerError } from './bearer-refusal.ts'
import type { BearerPlan } from './bearer-plan.ts'
import { buildBearerResponse } from './build-bearer-response.ts'
import { buildChallenge } from './build-challenge.ts'

/** Builds the answer to a request that is not let through. It is for programs, whatever `Accept` says. */
export function buildRefusal(
  plan: BearerPlan,
  error: BearerError,
  { scheme, nonce }: { readonly scheme?: 'bearer' | 'dpop'; readonly nonce?: string | undefined } = {},
): Response {
  const { status, title, isChallenged } = bearerAnswers[error]
  const headers: Record<string, string> =
    status === 401 || isChallenged ? { 'www-authenticate': buildChallenge(plan, error, scheme) } : {}
  if (nonce !== undefined) headers['dpop-nonce'] = nonce
  if (status === 503) headers['retry-after'] = String(retryAfterSeconds)
  return buildBearerResponse(buildProblem({ status, title, code: error }, headers))
}
