import { cleanLines, cleanText } from './clean-text.ts'
import type { ErrorDetails, OidcErrorCode } from './error-details.ts'

/** The mark by which two copies of this package recognise each other's errors. */
const mark: unique symbol = Symbol.for('@x/oidc-core/OidcError')

/** A message holds two texts of others at the most. */
const maxMessageLength = 2000

/**
 * The one error class of the library.
 * @remarks Neither `message` nor `detail` holds a token, secret, code or state; both may be logged. Text of others is in them
 * with its control characters escaped (see `cleanText`), but for `path` in the issues of `config_invalid`, whose steps are the
 * keys as they were written. `message` is one line, but for that of `config_invalid`. `cause` is foreign and may not be logged.
 */
export class OidcError<Code extends OidcErrorCode = OidcErrorCode> extends Error {
  readonly code: Code
  readonly detail: ErrorDetails[Code]

  constructor(code: Code, message: string, detail: ErrorDetails[Code], cause?: unknown) {
    super(
      (code === 'config_invalid' ? cleanLines : cleanText)(message, maxMessageLength),
      cause === undefined ? undefined : { cause },
    )
    this.name = 'OidcError'
    this.code = code
    this.detail = cleanDetail(detail)
    Object.defineProperty(this, mark, { value: true })
  }
}

function cleanDetail<Detail extends object>(detail: Detail): Detail {
  const entries = Object.entries(detail).map(([name, value]: [string, unknown]) => {
    return [name, typeof value === 'string' ? cleanText(value) : value] as const
  })
  return Object.fromEntries(entries) as Detail
}

/**
 * Recognises an `OidcError`, of one code if given. It does not use `instanceof`: see the mark. It never throws: what was thrown
 * may be a proxy.
 */
export function isOidcError<Code extends OidcErrorCode = OidcErrorCode>(
  value: unknown,
  code?: Code,
): value is OidcError<Code> {
  try {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, mark)) return false
    return code === undefined || (value as { readonly code?: unknown }).code === code
  } catch {
    return false
  }
}
