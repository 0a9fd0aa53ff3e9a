import type { DenialReason } from '@x/oidc-core'

const missing = 'The sign-in service did not say enough about you for this application to let you in.'

/** The text for a person who is not admitted. The details are in the log. */
export const denialTexts: Readonly<Record<DenialReason, string>> = {
  subject_missing: missing,
  name_missing: missing,
  email_unverified: 'The sign-in service has not verified your e-mail address.',
  too_large: 'The sign-in service sent more about you than this application can take.',
  claims_incomplete: 'The sign-in service sent only a part of your groups, so your roles cannot be decided.',
  claim_missing: missing,
  claim_unverifiable: 'This application cannot verify what the sign-in service says about your roles.',
  claim_wrong_type: missing,
  role_missing: 'None of your roles opens this application.',
}
