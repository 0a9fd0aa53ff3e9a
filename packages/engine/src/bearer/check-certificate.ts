import { isSameText } from '@x/oidc-core'
import { encodeBase64Url } from '../sealing/encode-base64url.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { BearerRefusal } from './bearer-refusal.ts'
import { findCertificate } from './find-certificate.ts'

/** Checks that a request came with the certificate that its token is bound to. @see RFC 8705, section 3 */
export async function checkCertificate(
  facts: RequestFacts,
  thumbprint: string,
  { certificateHeader }: Pick<BearerPlan, 'certificateHeader'>,
): Promise<BearerRefusal | undefined> {
  const certificate = findCertificate(facts, certificateHeader)
  if (certificate === undefined) return { error: 'invalid_token', rule: 'certificate_missing' }
  const digest = encodeBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)))
  return isSameText(digest, thumbprint) ? undefined : { error: 'invalid_token', rule: 'certificate' }
}
