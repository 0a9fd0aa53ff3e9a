import {
  type AccessSources,
  type Decision,
  decideAccess,
  defineOidcConfig,
  type ProviderOptions,
  type SecurityOptions,
} from '@x/oidc-core'

/** Decides about claims with a configuration of one provider. */
export function decide(
  sources: AccessSources,
  provider: Partial<ProviderOptions> = { rolesClaims: ['groups'] },
  security: SecurityOptions = { roleMapping: { staff: ['ROLE_USER'] } },
): Decision {
  const [config] = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      { providerId: 'a', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider, security },
    ],
    session: { secret: 'thirty-two bytes are the least..' },
  }).providers
  return decideAccess(config, sources)
}

export const ada = (claims: object): AccessSources => ({ idToken: { sub: 'ada', ...claims } })
export const listGroups = (count: number, prefix: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)
