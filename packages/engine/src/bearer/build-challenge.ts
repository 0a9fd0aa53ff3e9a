import { signingAlgorithms } from '@x/oidc-core'
import { bearerAnswers, type BearerError } from './bearer-refusal.ts'
import type { BearerPlan } from './bearer-plan.ts'

/**
 * Builds the challenge of a refusal. What stands between the quotes comes from the configuration alone, which was checked.
 * @see RFC 6750, section 3; RFC 9728, section 5.1; RFC 9470, section 3
 */
export function buildChallenge(plan: BearerPlan, error: BearerError, used: Scheme = 'bearer'): string {
  const schemes: readonly Scheme[] =
    plan.dpop === undefined ? ['bearer'] : plan.dpop === 'accepted' ? ['bearer', 'dpop'] : ['dpop']
  // What went wrong is said of the scheme that was used, where it is one that is asked for.
  const blamed = schemes.includes(used) && !dpopErrors.includes(error) ? used : schemes.at(-1)
  return schemes.map((scheme) => buildOne(plan, error, scheme, scheme === blamed)).join(', ')
}

type Scheme = 'bearer' | 'dpop'

const dpopErrors: readonly BearerError[] = ['invalid_dpop_proof', 'use_dpop_nonce']

function buildOne(plan: BearerPlan, error: BearerError, scheme: Scheme, isBlamed: boolean): string {
  const { acrValues, maxAgeSeconds, resource, scopes } = plan
  const isStepUp = isBlamed && error === 'insufficient_user_authentication'
  const answer = bearerAnswers[error]
  const parameters = [
    ...(answer.isChallenged && isBlamed ? [`error="${error}"`, `error_description="${answer.title}"`] : []),
    ...(scopes.length > 0 && error !== 'invalid_request' ? [`scope="${scopes.join(' ')}"`] : []),
    ...(isStepUp && acrValues !== undefined ? [`acr_values="${acrValues.join(' ')}"`] : []),
    ...(isStepUp && maxAgeSeconds !== undefined ? [`max_age="${maxAgeSeconds}"`] : []),
    ...(scheme === 'dpop' ? [`algs="${signingAlgorithms.join(' ')}"`] : []),
    ...(resource === undefined ? [] : [`resource_metadata="${resource.metadataUrl}"`]),
  ]
  return [scheme === 'dpop' ? 'DPoP' : 'Bearer', parameters.join(', ')]
    .filter((part) => part !== '')
    .join(' ')
}
