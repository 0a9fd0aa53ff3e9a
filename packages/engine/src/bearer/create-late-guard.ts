import { isOidcError, OidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import type { BearerPlan } from './bearer-plan.ts'
import { buildBearerResponse } from './build-bearer-response.ts'
import type { Authenticate, BearerGuard } from './create-bearer-guard.ts'

/** Creates a guard whose code is loaded with its first request: most applications are no API. */
export function createLateGuard(
  context: EngineContext,
  plan: BearerPlan,
  authenticate: Authenticate,
): BearerGuard {
  let guard: BearerGuard | undefined

  async function load(): Promise<BearerGuard> {
    const { createBearerGuard } = await import('./create-bearer-guard.ts')
    // Another request may have been quicker, and what its guard remembers counts.
    guard ??= createBearerGuard(context, plan, authenticate)
    return guard
  }

  return {
    async check(request, options) {
      try {
        return await (guard ?? (await load())).check(request, options)
      } catch (error) {
        return {
          response: buildBearerResponse(
            await answerError(context, request, describeOutage(error), { isCounted: true }),
          ),
        }
      }
    },
    recall(request) {
      try {
        return guard?.recall(request)
      } catch {
        // `check` meets the same error, and answers it.
        return undefined
      }
    },
  }
}

const outages = ['provider_unavailable', 'security_unavailable', 'token_unverifiable']

/** Whatever is wrong with a provider is no fault of the client that sent the token, and it may try again. */
function describeOutage(error: unknown): unknown {
  if (!isOidcError(error) || outages.includes(error.code)) return error
  const { providerId = '' } = error.detail as { readonly providerId?: string }
  return new OidcError(
    'token_unverifiable',
    `Access tokens of provider ${providerId} cannot be checked. ${error.message}`,
    { providerId, why: error.code },
    error,
  )
}
