import { type Claims, cleanText, type SignInProviderConfig } from '@x/oidc-core'

/** Says what an ID Token has where a rule asks for something else, as a clause for the log. Secrets are not quoted. */
export function describeBrokenRule(
  rule: string,
  claims: Claims,
  { clientId, issuerUrl, requiredAcrValues, trustedAudiences }: SignInProviderConfig,
  now: number,
): string {
  const expected: Readonly<Record<string, string>> = {
    iss: quote(issuerUrl),
    aud: [clientId, ...trustedAudiences].map(quote).join(' or '),
    azp: quote(clientId),
    acr: requiredAcrValues.map(quote).join(' or '),
    sub: 'a text of 1 to 255 characters',
    exp: `a time after ${now}`,
    iat: `a time of the last ten minutes before ${now}`,
    nbf: `a time before ${now}`,
    auth_time: `a time that max_age allows at ${now}`,
  }
  const wanted = expected[rule]
  if (wanted === undefined) return ''
  const came = Object.hasOwn(claims, rule) ? quote(claims[rule]) : 'absent'
  return `: it is ${came}, expected was ${wanted}`
}

function quote(value: unknown): string {
  return cleanText(JSON.stringify(value)).slice(0, 300)
}
