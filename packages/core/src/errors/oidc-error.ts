import type { ErrorDetails, OidcErrorCode } from './error-details.ts'

/** The mark by which two copies of this package recognise each other's errors. */
const mark: unique symbol = Symbol.for('@x/oidc-core/OidcError')

/**
 * The one error class of the library.
 * @remarks Neither `message` nor `detail` holds a token, secret, code or state; both may be logged. `cause` is foreign
 * and may not.
 */
export class OidcError<Code extends OidcErrorCode = OidcErrorCode> extends Error {
  readonly code: Code
  readonly detail: ErrorDetails[Code]

  constructor(code: Code, message: string, detail: ErrorDetails[Code], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OidcError'
    this.code = code
    this.detail = detail
    Object.defineProperty(this, mark, { value: true })
  }
}

/** Recognises an `OidcError`, of one code if given. It does not use `instanceof`: see the mark. */
export function isOidcError<Code extends OidcErrorCode = OidcErrorCode>(
  value: unknown,
  code?: Code,
): value is OidcError<Code> {
  if (typeof value !== 'object' || value === null || !(mark in value)) return false
  return code === undefined || (value as { readonly code?: unknown }).code === code
}
