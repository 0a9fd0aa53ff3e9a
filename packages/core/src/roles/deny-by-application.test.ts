import { expect, it } from 'vitest'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import { decideAccess } from './decide-access.ts'
import { denyByApplication } from './deny-by-application.ts'
import { explainAccess } from './explain-access.ts'

const provider = defineOidcConfig({
  baseUrl: 'https://app.example.com',
  providers: [
    { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups'] },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
  session: { secret: 'a secret of more than thirty-two bytes' },
}).providers[0]
const decision = decideAccess(provider, { idToken: { sub: 'ada', groups: ['staff'] } })

it('denies an admitted person without a role, and keeps the decision of the claims as it was', () => {
  if (!decision.admitted) throw new Error('the claims admit the person')
  const denied = denyByApplication(decision)
  expect(denied).toMatchObject({
    ...{ admitted: false, roles: [], reason: 'denied_by_application', subject: 'ada', name: 'ada' },
    trace: { denials: ['denied_by_application'], granted: ['ROLE_USER'] },
  })
  expect(decision.trace.denials).toEqual([])
})

it('is explained with the roles that the claims would have given, and with the configured entries', () => {
  if (!decision.admitted) throw new Error('the claims admit the person')
  const denied = denyByApplication(decision)
  expect(explainAccess(denied)).toMatch(
    /^Not admitted, denied_by_application: .*onSignIn of the application does not\.\n/u,
  )
  expect(explainAccess(denied)).toContain('would have been granted: "ROLE_USER"')
  expect(explainAccess(denied, { role: 'ROLE_ADMIN' })).toContain('roleMapping "admins"')
})
