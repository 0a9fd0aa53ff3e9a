import { type Claims, cleanText, listAlternatives } from '@x/oidc-core'
import type { Ports } from '../../ports.ts'
import type { BearerPolicy } from './policy.ts'
import type { TokenSource } from './token-source.ts'

/** A refused token whose cause is often a setting. Its values are not verified. */
export interface MistakenToken {
  readonly header: Claims
  readonly claims: Claims
  /** Undefined if no provider has the issuer that the token names. */
  readonly source: TokenSource | undefined
}

export interface MistakeReport {
  /** Logs a token that failed this rule. It reads the token only if there is something to log. */
  readonly add: (rule: string, readToken: () => MistakenToken | undefined) => void
}

/** Maximum warnings of one bearer authentication in an hour, because any client can send any token. */
const maxReports = 10
const hour = 3600

/**
 * Creates the report of tokens that are refused for `typ`, `aud` or `iss`, which are the commonest mistakes in setting up an API. Each rule and
 * value is logged once, with the option to set; the others are counted.
 */
export function createMistakeReport(
  { log, now }: Pick<Ports, 'log' | 'now'>,
  policy: BearerPolicy,
): MistakeReport {
  let until = -Infinity
  let unreported = 0
  const reported = new Set<string>()

  return {
    add(rule, readToken) {
      if (!isMistakenRule(rule)) return
      const at = now()
      if (at >= until) {
        reported.clear()
        until = at + hour
      }
      if (reported.size >= maxReports) {
        unreported += 1
        return
      }
      const token = readToken()
      if (token === undefined) return
      const came = quote(rule === 'typ' ? token.header['typ'] : token.claims[rule])
      const { providerId } = token.source?.provider ?? {}
      const key = `${providerId} ${rule} ${came}`
      if (reported.has(key)) {
        unreported += 1
        return
      }
      reported.add(key)
      const more =
        unreported === 0
          ? ''
          : ` Tokens refused since the last warning for reasons already logged: ${unreported}.`
      unreported = 0
      log({
        level: 'warn',
        code: 'bearer_mistake',
        message: `${describe(rule, came, token.source, policy)}${more}`,
        ...(providerId !== undefined && { providerId }),
        detail: { rule, came },
      })
    },
  }
}

type MistakenRule = 'typ' | 'aud' | 'iss'

function isMistakenRule(rule: string): rule is MistakenRule {
  return rule === 'typ' || rule === 'aud' || rule === 'iss'
}

function describe(
  rule: MistakenRule,
  came: string,
  source: TokenSource | undefined,
  { audiences, issuers, withTenants }: BearerPolicy,
): string {
  const provider = source === undefined ? '' : ` of provider ${source.provider.providerId}`
  const refused = `An access token${provider} was refused: its ${rule} is ${came}, expected`
  switch (rule) {
    case 'typ':
      return source?.profile === 'rfc9068'
        ? `${refused} "at+jwt" (RFC 9068). If access tokens of this provider have no such type, set accessTokenProfile: 'plain_jwt'.`
        : `${refused} "at+jwt", "JWT" or none. It may be a token of another kind.`
    case 'aud':
      return (
        `${refused} ${list(audiences)}. Let the provider name that audience in its access tokens (at Keycloak: an audience ` +
        'mapper), or correct bearer.audience.'
      )
    case 'iss': {
      const known = [...issuers.keys(), ...withTenants.map(({ provider }) => provider.accessTokenIssuer)]
      if (known.length === 0)
        return `${refused} the issuer of a provider that findByIssuer of providers returns.`
      return `${refused} ${list(known)}. If a provider of the configuration issues it, set its accessTokenIssuer.`
    }
  }
}

const list = (texts: readonly string[]): string => listAlternatives(texts.map(quote))

function quote(value: unknown): string {
  return value === undefined ? 'absent' : cleanText(JSON.stringify(value), 200)
}
