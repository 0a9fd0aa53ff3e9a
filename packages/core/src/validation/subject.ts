/**
 * Whether a value identifies a person at a provider: 1 to 255 ASCII characters that are not all spaces.
 * @see OpenID Connect Core 1.0, section 2
 */
export function isSubject(sub: unknown): sub is string {
  return typeof sub === 'string' && sub.length <= 255 && /^ *[!-~][ -~]*$/u.test(sub)
}
