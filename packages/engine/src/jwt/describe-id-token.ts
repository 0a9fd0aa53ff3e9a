import {
  type Claims,
  cleanText,
  listAlternatives,
  type OriginalIdToken,
  type SignInProviderConfig,
} from '@x/oidc-core'
import { type BrokenJwsRule, isJwe, peekHeader } from './jws.ts'

/** Returns a clause for the log: the value in the ID Token, and the value that the rule expects. Secrets are not quoted. */
export function describeBrokenRule(
  rule: string,
  claims: Claims,
  { clientId, issuerUrl, requiredAcrValues, trustedAudiences }: SignInProviderConfig,
  { now, described }: { readonly now: number; readonly described: Readonly<Record<string, string>> },
): string {
  const expected: Readonly<Record<string, string>> = {
    iss: quote(issuerUrl),
    tid: 'the id of a tenant: a UUID in lower case',
    key_issuer: 'a key without issuer, or of the issuer of the token',
    aud: listAlternatives([clientId, ...trustedAudiences].map(quote)),
    azp: quote(clientId),
    acr: listAlternatives(requiredAcrValues.map(quote)),
    sub: 'a text of 1 to 255 characters',
    exp: `a time after ${now}`,
    iat: `a time of the last ten minutes before ${now}`,
    nbf: `a time before ${now}`,
    auth_time: `a time that max_age allows at ${now}`,
    ...described,
  }
  const wanted = expected[rule]
  if (wanted === undefined) return ''
  const came = Object.hasOwn(claims, rule) ? describeValue(rule, claims[rule]) : 'absent'
  return `: it is ${came}, expected was ${wanted}${adviceOn(rule)}`
}

/** Returns the expected values of a refreshed ID Token, by rule. The `nonce` of the sign-in is a secret. */
export function describeOriginal({ authTime, issuer }: OriginalIdToken): Readonly<Record<string, string>> {
  return {
    iss: `${quote(issuer)}, as at the sign-in`,
    sub: 'that of the sign-in',
    auth_time: `${authTime}, as at the sign-in`,
  }
}

/** Subjects are personal data, which a message must not contain. */
function describeValue(rule: string, value: unknown): string {
  if (rule !== 'sub') return quote(value)
  if (typeof value === 'string') return `a text of ${value.length} characters`
  return typeof value === 'number' ? 'a number' : 'no text'
}

function adviceOn(rule: string): string {
  if (rule === 'aud' || rule === 'azp')
    return '. Check clientId, or list other clients of yours as trustedAudiences'
  if (['exp', 'iat', 'nbf'].includes(rule)) return '. Check the clock of this machine'
  return ''
}

/** Says why an ID Token cannot be verified, as a clause for the log. */
export function describeUnverified(
  token: string,
  rule: BrokenJwsRule,
  algorithms: readonly string[],
): string {
  if (isJwe(token)) return ': it is encrypted (JWE). Switch the encryption of ID Tokens off for this client'
  const { alg, kid } = peekHeader(token) ?? {}
  const advice = 'Choose RS256 for the ID Tokens of this client at the provider'
  if (typeof alg === 'string' && /^none$/iu.test(alg)) return `: it is unsigned (alg none). ${advice}`
  if (typeof alg === 'string' && /^HS\d+$/u.test(alg))
    return `: alg is ${quote(alg)}, and HMAC is not supported. ${advice}`
  if (rule === 'alg')
    return `: alg is ${quote(alg)}, expected ${listAlternatives(algorithms)}. Set idTokenSigningAlgs, or change the client`
  if (rule === 'key') return `: no key of the provider has kid ${quote(kid)} and alg ${quote(alg)}`
  if (rule === 'signature') return `: the key with kid ${quote(kid)} does not verify its signature`
  return ''
}

function quote(value: unknown): string {
  if (value === undefined) return 'absent'
  return cleanText(JSON.stringify(value)).slice(0, 300)
}
