import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { HttpRequest } from '../../http/request.ts'
import type { PresentedToken } from './authorization-header.ts'
import type { BearerContext } from './bearer-context.ts'
import { checkCertificate } from './certificate.ts'
import type { TokenBinding } from './claims.ts'
import type { BearerPolicy } from './policy.ts'
import { createProofCheck } from './check-proof.ts'
import type { BearerRefusal } from './refusal.ts'
import type { BearerResult } from './authorize-token.ts'

/** A token, and the request that it came with. */
export interface PresentedRequest extends Pick<PresentedToken, 'scheme' | 'token'> {
  readonly request: HttpRequest
  readonly identity: object
}

/**
 * Checks that the sender of a token possesses the bound key or certificate. Returns undefined if the sender does, otherwise the
 * refusal.
 */
export type CheckBinding = (
  presented: PresentedRequest,
  result: BearerResult,
) => MaybePromise<BearerRefusal | undefined>

/**
 * Creates the check. It runs before the response reveals whether the token gives access. @see RFC 9449, section 7.1; RFC 8705,
 * section 3
 */
export function createBindingCheck(context: BearerContext, policy: BearerPolicy): CheckBinding {
  const checkProof = createProofCheck(context, policy)

  function checkKey(
    { scheme, ...presented }: PresentedRequest,
    { ok, binding, account }: BearerResult,
  ): MaybePromise<BearerRefusal | undefined> {
    const jkt = binding?.jkt
    // A token that is not bound to a key is not a DPoP token (RFC 9449, section 7.1).
    if (jkt === undefined)
      return scheme === 'dpop' && ok ? { error: 'invalid_token', rule: 'unbound' } : undefined
    if (scheme !== 'dpop' || account === undefined) return { error: 'invalid_token', rule: 'bound' }
    return checkProof({ ...presented, jkt, account })
  }

  return (presented, result) =>
    andThen(checkKey(presented, result), (refusal) => {
      const thumbprint = result.binding?.['x5t#S256']
      if (refusal !== undefined || thumbprint === undefined) return refusal
      return checkCertificate(presented.request, thumbprint, policy)
    })
}

/** Whether a token may be used without a proof of possession. */
export function isUnbound(binding: TokenBinding | undefined): boolean {
  return binding === undefined || Object.keys(binding).length === 0
}
