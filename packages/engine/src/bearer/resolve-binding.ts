import type { Claims } from '@x/oidc-core'
import type { SenderConstraint } from './bearer-options.ts'

/** What whoever sends a token must prove to hold: a key, a certificate, both, or nothing. */
export interface TokenBinding {
  /** @see RFC 9449, section 6.1 */
  readonly jkt?: string
  /** @see RFC 8705, section 3.1 */
  readonly 'x5t#S256'?: string
}

export interface AcceptedBindings {
  readonly dpop: SenderConstraint | 'required_with_nonce' | undefined
  readonly mtls: SenderConstraint | undefined
}

/** A SHA-256 in base64url. */
const thumbprint = /^[\w-]{43}$/u

/**
 * Resolves what a token is bound to. undefined is a token that is not acceptable: bound in a way that nobody checks here,
 * for such a token is worth nothing without the proof (RFC 7800, section 3.1), or not bound where it has to be.
 */
export function resolveBinding(claims: Claims, { dpop, mtls }: AcceptedBindings): TokenBinding | undefined {
  const cnf: unknown = Object.hasOwn(claims, 'cnf') ? claims['cnf'] : undefined
  const isRequired = [dpop, mtls].some((constraint) => constraint !== undefined && constraint !== 'accepted')
  if (!Object.hasOwn(claims, 'cnf')) return isRequired ? undefined : {}
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) return undefined
  const known = { jkt: dpop, 'x5t#S256': mtls }
  const members = Object.entries(cnf)
  const isChecked = members.every(
    ([name, value]) =>
      Object.hasOwn(known, name) &&
      known[name as keyof typeof known] !== undefined &&
      typeof value === 'string' &&
      thumbprint.test(value),
  )
  const lacks = (constraint: AcceptedBindings['dpop'], name: string): boolean =>
    constraint !== undefined && constraint !== 'accepted' && !Object.hasOwn(cnf, name)
  return members.length === 0 || !isChecked || lacks(dpop, 'jkt') || lacks(mtls, 'x5t#S256') ? undefined : cnf
}
