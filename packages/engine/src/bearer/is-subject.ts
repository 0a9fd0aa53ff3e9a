/** At most 255 ASCII characters, as in ID Tokens (OpenID Connect Core 1.0, section 2). */
export function isSubject(sub: unknown): boolean {
  return isText(sub) && sub.length <= 255 && /^[ -~]+$/u.test(sub)
}

/** An identifier of another kind. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 1024
}
