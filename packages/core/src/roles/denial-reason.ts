/** Why somebody was not admitted. When several reasons hold, the first of this list is given. */
export type DenialReason =
  | 'subject_missing'
  | 'name_missing'
  | 'email_unverified'
  | 'too_large'
  | 'claims_incomplete'
  | 'claim_missing'
  | 'claim_unverifiable'
  | 'claim_wrong_type'
  | 'role_missing'
