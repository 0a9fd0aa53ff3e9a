import { OidcError } from '../errors/oidc-error.ts'
import { freezeConfig } from './freeze-config.ts'
import { maxCacheMebibytes, parseSession, sessionKeys, keepKeys } from './parse-session.ts'
import { IssueList, renderIssues } from './issues.ts'
import { type ConfigIssue } from '../errors/error-details.ts'
import { ObjectReader } from './object-reader.ts'
import type { OidcConfig } from './oidc-config.ts'
import { parseBaseUrl } from './parse-urls.ts'
import { pagesKeys, parsePages } from './parse-pages.ts'
import { listPathKeys, parsePaths } from './parse-paths.ts'
import type { KeyPlace } from './nearest-key.ts'
import { providerKeys } from './parse-provider.ts'
import { parseFoundProviders, parseProviders } from './parse-providers.ts'
import { checkReachable, securityKeys } from './parse-security.ts'
import type { OidcOptions } from './oidc-options.ts'
import type { RolesOf } from './roles-of.ts'

interface ParsedOptions {
  readonly issues: IssueList
  /** The configuration. Do not use it if an issue is an error. */
  readonly config: OidcConfig
}

const keys = [
  ...['baseUrl', 'providers', 'security', 'shareSecurity', 'session', 'paths', 'pages'],
  ...['clockSkewSeconds', 'accessTokenCacheMebibytes', 'allowInsecureBaseUrl', 'foundProviders'],
]

/** Options that only the engine reads. */
const functionKeys = ['fetch', 'log', 'onEvent', 'completeClaims', 'onSignIn']
const engineKeys = [...functionKeys, 'replayStore']

/** The object in which each key belongs. */
const listPlaces = (): readonly KeyPlace[] => [
  ['the top level', [...keys, ...engineKeys]],
  ['providers[0]', providerKeys],
  ['session', sessionKeys],
  ['security', securityKeys],
  ['paths', listPathKeys()],
  ['session.keep', keepKeys],
]

/** Reads untrusted options, collects every issue, and fills in the defaults. */
function parseOptions(options: unknown): ParsedOptions {
  const issues = new IssueList(listPlaces())
  const root = new ObjectReader(options, [], issues, [...keys, ...engineKeys])
  functionKeys.forEach((key) => {
    root.checkFunction(key)
  })
  const baseUrl = parseBaseUrl(root)
  const shareSecurity = root.flag('shareSecurity')
  const found = parseFoundProviders(root, shareSecurity)
  const { providers, places: securities } =
    found === undefined
      ? parseProviders(root, shareSecurity)
      : { providers: [], places: new Map([[found.security, found.place]]) }
  const providerIds = providers.map(({ providerId }) => providerId)
  const session = root.object('session', sessionKeys)
  const config = {
    baseUrl,
    providers: providers as unknown as OidcConfig['providers'],
    ...(found && { foundProviders: { security: found.security } }),
    session: parseSession(session, baseUrl),
    paths: parsePaths(root.object('paths', listPathKeys()), providerIds),
    pages: parsePages(root.object('pages', pagesKeys)),
    clockSkewSeconds: root.integer('clockSkewSeconds', 0, 300) ?? 30,
    accessTokenCacheMebibytes: root.integer('accessTokenCacheMebibytes', 0, maxCacheMebibytes),
    shareSecurity,
    allowInsecureBaseUrl: root.flag('allowInsecureBaseUrl'),
  }
  // The entry that gives the role may be one that has an error.
  if (!issues.hasErrors) for (const [security, place] of securities) checkReachable(security, place, issues)
  return { issues, config }
}

/**
 * Checks options and fills in the defaults. The result is plain data, frozen, without a prototype, and typed with the roles
 * that the options name. Defining the result again gives an equal one.
 * @throws OidcError `config_invalid`, whose message lists every error and whose detail also has the warnings
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
    throw new OidcError('config_invalid', renderIssues('The OIDC configuration', errors), { issues: found })
  }
  // At run time roles are strings; only the compiler knows which ones.
  return freezeConfig(config) as OidcConfig<RolesOf<Options>>
}

/**
 * Finds every problem of a configuration at once, errors and warnings. Never throws, for any value.
 * @example
 * checkOidcConfig({}).map(({ path, code }) => [path.join('.'), code])[0] // ['baseUrl', 'missing']
 */
export function checkOidcConfig(options: unknown): ConfigIssue[] {
  return parseOptions(options).issues.issues
}
