import { defaultCookieName } from './default-cookie-name.ts'
import { IssueList } from './issue-list.ts'
import { ObjectReader } from './object-reader.ts'
import type { OidcConfig } from './oidc-config.ts'
import { parseBaseUrl } from './parse-base-url.ts'
import { parsePaths, pathKeys } from './parse-paths.ts'
import { parseProviders } from './parse-providers.ts'
import { parseSession, sessionKeys } from './parse-session.ts'

export interface ParsedOptions {
  readonly issues: IssueList
  /** Nonsense if an issue is an error. */
  readonly config: OidcConfig
}

const keys = ['baseUrl', 'providers', 'security', 'shareSecurity', 'session', 'paths', 'clockSkewSeconds']

/** Options that are for the engine alone. */
const functionKeys = ['fetch', 'log', 'completeClaims']

/** Reads untrusted options, finds every issue, and fills in the defaults. */
export function parseOptions(options: unknown): ParsedOptions {
  const issues = new IssueList()
  const root = new ObjectReader(options, [], issues, [...keys, ...functionKeys])
  functionKeys.forEach((key) => {
    root.checkFunction(key)
  })
  const baseUrl = parseBaseUrl(root)
  const shareSecurity = root.flag('shareSecurity')
  const providers = parseProviders(root, shareSecurity)
  const providerIds = providers.map(({ providerId }) => providerId)
  const session = root.object('session', sessionKeys)
  const config = {
    baseUrl,
    providers: providers as OidcConfig['providers'],
    session: parseSession(session, defaultCookieName(baseUrl)),
    paths: parsePaths(root.object('paths', pathKeys), providerIds),
    clockSkewSeconds: root.integer('clockSkewSeconds', 0, 300) ?? 30,
    shareSecurity,
  }
  return { issues, config }
}
