import {
  decideByKeys,
  fingerprintClaims,
  fingerprintSecurity,
  type DecisionByKeys,
  type KeptPerson,
  type SecurityConfig,
} from '@x/oidc-core'
import type { Provider, ProviderRegistry } from '../providers/provider.ts'

/** A part of a session that says how its roles were decided. */
export interface Mapped extends Omit<KeptPerson, 'roleKeys'> {
  readonly providerId: string
  readonly roleKeys: readonly string[] | undefined
  readonly mapping: string | undefined
}

/** Identifies the mapping of a provider. Where `security` is a function, its value counts for one person, and has no fingerprint. */
export function identifyMapping(provider: Pick<Provider, 'config' | 'readKnownSecurity'>): string {
  const claims = fingerprintClaims(provider.config)
  const security = provider.readKnownSecurity()
  return security === undefined ? claims : `${claims}.${fingerprintSecurity(security)}`
}

/** The roles of a session by the mapping of this process. */
export interface ChangedMapping extends DecisionByKeys {
  readonly security: SecurityConfig
}

/**
 * Decides the roles of a session again if another `security` decided them than that of this process: during a deploy, processes with
 * two mappings serve one session. Undefined if the roles of the session stand: the mapping is the same, or the session does not keep
 * what a decision needs, or role keys or names of the session may mean something else here
 * (decision 109). Where a function finds the providers, the roles stand until the next refresh.
 */
export function decideByMapping(
  providers: Pick<ProviderRegistry, 'find' | 'isFound'>,
  { defaultsWithheld, mapping, name, providerId, roleKeys }: Mapped,
): ChangedMapping | undefined {
  if (providers.isFound || mapping === undefined || roleKeys === undefined) return undefined
  const provider = providers.find(providerId)
  const security = provider?.readKnownSecurity()
  if (provider === undefined || security === undefined) return undefined
  const isOther = mapping !== identifyMapping(provider)
  if (!isOther || !mapping.startsWith(`${fingerprintClaims(provider.config)}.`)) return undefined
  return { security, ...decideByKeys(security, { name, roleKeys, defaultsWithheld }) }
}
