import { bearerAnswers, type BearerError } from './bearer-refusal.ts'
import type { BearerPlan } from './bearer-plan.ts'

/**
 * Builds the challenge of a refusal. What stands between the quotes comes from the configuration alone, which was checked.
 * @see RFC 6750, section 3; RFC 9728, section 5.1; RFC 9470, section 3
 */
export function buildChallenge(plan: BearerPlan, error: BearerError): string {
  const { acrValues, maxAgeSeconds, resource, scopes } = plan
  const isStepUp = error === 'insufficient_user_authentication'
  const answer = bearerAnswers[error]
  const parameters = [
    ...(answer.isChallenged ? [`error="${error}"`, `error_description="${answer.title}"`] : []),
    ...(scopes.length > 0 && error !== 'invalid_request' ? [`scope="${scopes.join(' ')}"`] : []),
    ...(isStepUp && acrValues !== undefined ? [`acr_values="${acrValues.join(' ')}"`] : []),
    ...(isStepUp && maxAgeSeconds !== undefined ? [`max_age="${maxAgeSeconds}"`] : []),
    ...(resource === undefined ? [] : [`resource_metadata="${resource.metadataUrl}"`]),
  ]
  return ['Bearer', parameters.join(', ')].filter((part) => part !== '').join(' ')
}
