import type { Claims } from '@x/oidc-core'
import { isLooseJws, parseJws, parseJwsClaims, type UnverifiedJws } from '../tokens/parse-jws.ts'
import type { BearerPlan, TokenSource } from './bearer-plan.ts'

/** Whose a token says that it is. Nothing of it is verified. */
export interface SourcedToken {
  readonly source: TokenSource
  /** Absent for a token that is no JWS: its source is one where tokens are looked up. */
  readonly jwt?: UnverifiedJwt
}

export interface UnverifiedJwt {
  readonly jws: UnverifiedJws
  /** Empty where the payload is no Claims Set, and the token is looked up. */
  readonly claims: Claims
}

/** Resolves the provider of a token by the issuer that it names, or names the rule by which nobody is asked about it. */
export function resolveTokenSource(
  { issuers, opaqueSource }: Pick<BearerPlan, 'issuers' | 'opaqueSource'>,
  token: string,
): SourcedToken | 'grammar' | 'header' | 'payload' | 'iss' {
  const jws = parseJws(token)
  // A provider that reads tokens loosely would answer for the token that this one is a misspelling of, and what that one
  // says against itself would not be seen.
  if (typeof jws === 'string')
    return opaqueSource === undefined || isLooseJws(token) ? jws : { source: opaqueSource }
  const claims = parseJwsClaims(jws)
  if (claims === undefined)
    return opaqueSource === undefined ? 'payload' : { source: opaqueSource, jwt: { jws, claims: {} } }
  if (opaqueSource !== undefined && !Object.hasOwn(claims, 'iss'))
    return { source: opaqueSource, jwt: { jws, claims } }
  const { iss } = claims
  const source = typeof iss === 'string' ? issuers.get(iss) : undefined
  return source === undefined ? 'iss' : { source, jwt: { jws, claims } }
}
