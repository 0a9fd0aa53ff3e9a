import { checkOidcConfig, defineOidcConfig } from '@x/oidc-core'
import type { ConfigIssue, JsonObject, JsonValue, OidcOptions, ProviderConfig } from '@x/oidc-core'
import type { Problem } from './mark-problem.ts'
import { isJsonObject } from './parsed.ts'
import { parseLiteral } from './parse-literal.ts'

export interface ParsedConfiguration {
  readonly problem?: Problem
  readonly issues: readonly ConfigIssue[]
  /** Only if the configuration can be used. */
  readonly provider?: ProviderConfig
}

// What a configuration needs to be whole, and no decision looks at.
const connection = {
  baseUrl: 'https://app.example.com',
  session: { secret: 'no session is ever sealed with these words' },
}

/** Reads a configuration, JSON or an object literal, of which only what decides has to be there: `rolesClaims`, `nameClaim` and `security`. */
export function parseConfiguration(text: string): ParsedConfiguration {
  const parsed = parseLiteral(text)
  if ('problem' in parsed) return { problem: parsed.problem, issues: [] }
  if (!isJsonObject(parsed.value))
    return {
      problem: { message: 'This must be an object, as {"providers": [{"rolesClaims": ["groups"]}]}.' },
      issues: [],
    }
  const options = complete(parsed.value)
  const issues = checkOidcConfig(options)
  if (issues.some(({ severity }) => severity === 'error')) return { issues }
  const [provider] = defineOidcConfig(options as unknown as OidcOptions).providers
  return { issues, provider }
}

function complete(options: JsonObject): Readonly<Record<string, unknown>> {
  const { providers } = options
  return {
    ...connection,
    ...options,
    ...(Array.isArray(providers) && {
      providers: providers.map((provider: JsonValue, index) =>
        isJsonObject(provider)
          ? {
              providerId: `provider-${index + 1}`,
              issuerUrl: 'https://id.example.com',
              clientId: 'app',
              ...provider,
            }
          : provider,
      ),
    }),
  }
}
