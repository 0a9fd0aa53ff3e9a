import {
  type Decision,
  decideRoles,
  denyByClaims,
  denyTenant,
  findPerson,
  type ProviderConfig,
  readTenant,
  resolveTenant,
  type SecurityConfig,
} from '@x/oidc-core'
import type { CompleteClaims } from './distributed-claims/complete-claims.ts'
import { findCompletePerson } from './distributed-claims/find-complete-person.ts'
import type { Ports } from './ports.ts'
import type { TenantCheck } from './providers/allowed-tenants.ts'
import { buildSecurityPerson, type SecurityPerson } from './providers/security-person.ts'
import type { ExchangedCode } from './providers/sign-in-claims.ts'

interface SignInDecider {
  readonly provider: ProviderConfig
  readonly completeClaims: CompleteClaims | undefined
  readonly allowsTenant: TenantCheck
  /** The `security` that counts for every person; undefined if it is a function. */
  readonly configured: SecurityConfig | undefined
  readonly askSecurity: (person: SecurityPerson) => Promise<{ readonly security: SecurityConfig }>
  readonly ports: Ports
}

/** Decides about the person of a sign-in, as `Provider.decide` says. It is loaded with the first sign-in. */
export async function decideSignIn(
  { allowsTenant, askSecurity, completeClaims, configured, ports, provider }: SignInDecider,
  exchanged: Pick<ExchangedCode, 'sources' | 'accessToken'>,
): Promise<Decision> {
  const tenant = readTenant(provider.issuerTemplate ?? '', exchanged.sources.idToken['iss'])
  const own = tenant === undefined ? provider : resolveTenant(provider, tenant)
  if (!(await allowsTenant(tenant))) return denyTenant(findPerson(own, exchanged.sources))
  const found = await findCompletePerson(own, exchanged, completeClaims, ports)
  if (configured !== undefined) return decideRoles(found, configured)
  const person = buildSecurityPerson(found)
  return person === undefined ? denyByClaims(found) : decideRoles(found, (await askSecurity(person)).security)
}
