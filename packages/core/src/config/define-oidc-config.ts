import { OidcError } from '../errors/oidc-error.ts'
import { freezeDeeply } from './freeze-deeply.ts'
import type { OidcConfig } from './oidc-config.ts'
import type { OidcOptions } from './oidc-options.ts'
import { parseOptions } from './parse-options.ts'
import { renderIssues } from './render-issues.ts'
import type { RolesOf } from './roles-of.ts'

/**
 * Checks options and fills in the defaults. The result is plain data, frozen, without a prototype, and typed with the roles
 * that the options name; defined once more it stays the same.
 * @throws OidcError `config_invalid`, whose message tells every error and whose detail holds the warnings, too
 * @example
 * const config = defineOidcConfig({
 *   baseUrl: 'https://app.example.com',
 *   providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups'] }],
 *   security: { roleMapping: { staff: ['ROLE_USER'] } },
 *   session: { secret: process.env.SESSION_SECRET },
 * })
 * config.providers[0].security.requiredRoles // ['ROLE_USER']
 */
export function defineOidcConfig<const Options extends OidcOptions>(
  options: Options,
): OidcConfig<RolesOf<Options>> {
  const { issues, config } = parseOptions(options)
  const found = issues.issues
  const errors = found.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const heading = `The OIDC configuration has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}:`
    throw new OidcError('config_invalid', renderIssues(heading, errors), { issues: found })
  }
  // At run time roles are strings; which ones, only the compiler knows.
  return freezeDeeply(config) as OidcConfig<RolesOf<Options>>
}
