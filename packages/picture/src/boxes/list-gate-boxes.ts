import type { DenialReason, Trace } from '@x/oidc-core'
import type { Box } from './box.ts'
import { listSome } from '../show-text.ts'

const reasons: Readonly<Record<Exclude<DenialReason, 'role_missing'>, string>> = {
  tenant_not_allowed: 'another tenant',
  subject_missing: 'no sub, or an empty one',
  name_missing: 'no name, or several',
  email_unverified: 'an unverified address',
  too_large: 'too many or long keys',
  claims_incomplete: 'a claim is incomplete',
  claim_missing: 'a required one is absent',
  claim_unverifiable: 'an unverifiable access token',
  claim_wrong_type: 'a required one has no key',
  denied_by_application: 'onSignIn does not admit',
}

/** The gate, and below it each other reason of the denial. */
export function listGateBoxes({ gate, denials, rolesUndecided }: Trace): readonly Box[] {
  const others = denials.filter((reason) => reason !== 'role_missing')
  const isAdmitted = denials.length === 0
  const rest = others.map((reason): Box => ({ label: reason, lines: [reasons[reason]], tone: 'warn' }))
  if (rolesUndecided === true)
    return [{ label: 'Not asked', lines: ['the claims alone deny'], tone: 'idle' }, ...rest]
  return [
    {
      label: !gate.open ? 'Shut' : isAdmitted ? 'Open' : 'Open, in vain',
      lines:
        gate.required.length === 0
          ? ['asks for no role']
          : gate.required.length === 1
            ? [`asks for ${listSome(gate.required)}`]
            : ['asks for one of', listSome(gate.required)],
      tone: !gate.open ? 'warn' : isAdmitted ? 'good' : 'idle',
    },
    ...rest,
  ]
}
