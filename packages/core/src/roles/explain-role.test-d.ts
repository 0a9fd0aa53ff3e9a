import { decideAccess, defineOidcConfig, explainAccess } from '../index.ts'
import type { Decision } from '../index.ts'

const { providers } = defineOidcConfig({
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { roleMapping: { staff: ['ROLE_STAFF'] }, requiredRoles: ['ROLE_USER'] },
  session: { secret: 'x' },
})
const decision = decideAccess(providers[0], { idToken: {} })

explainAccess(decision)
explainAccess(decision, {})
explainAccess(decision, { role: 'ROLE_STAFF', security: providers[0].security })
declare const asked: 'ROLE_USER' | undefined
explainAccess(decision, { role: asked })
explainAccess(decision, { role: 'ROLE_USER', security: { roleMapping: { staff: ['ROLE_USER'] } } })
// @ts-expect-error no configuration names this role
explainAccess(decision, { role: 'ROLE_STAFFF' })

// Also after a check whether the person is admitted.
if (decision.admitted) {
  explainAccess(decision, { role: 'ROLE_STAFF' })
  // @ts-expect-error no configuration names this role
  explainAccess(decision, { role: 'ROLE_STAFFF' })
} else {
  explainAccess(decision, { role: 'ROLE_STAFF' })
  // @ts-expect-error no configuration names this role
  explainAccess(decision, { role: 'ROLE_STAFFF' })
}

// Where the roles are not known, any may be asked about.
const stored = {} as Decision
explainAccess(stored, { role: 'ROLE_STAFFF' })
// @ts-expect-error a misspelt option
explainAccess(stored, { roles: ['ROLE_STAFF'] })
// @ts-expect-error a function is called first
explainAccess(stored, { role: 'ROLE_STAFF', security: () => ({}) })
