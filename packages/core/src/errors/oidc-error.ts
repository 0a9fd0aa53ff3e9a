import { cleanLines, cleanText } from './clean-text.ts'
import type { ErrorDetails, OidcErrorCode } from './error-details.ts'

/** The symbol by which two copies of this package recognise each other's errors. */
const mark: unique symbol = Symbol.for('@x/oidc-core/OidcError')

/** A message contains at most two foreign texts. */
const maxMessageLength = 2000

/**
 * The one error class of the library.
 * @remarks Neither `message` nor `detail` contains a token, secret, code or state; both may be logged. Control characters of
 * foreign text in them are escaped (see `cleanText`), except in `path` of the issues of `config_invalid`, whose steps are the
 * original keys. `message` is one line, except that of `config_invalid`. `cause` is foreign: do not log it.
 */
export class OidcError<Code extends OidcErrorCode = OidcErrorCode> extends Error {
  /** The stable code of the error. Programs compare it. */
  readonly code: Code
  /** Data about the error. Its shape depends on `code`. It contains no token, secret, code or state. */
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
 * Recognises an `OidcError`, of one code if given. It uses a symbol and not `instanceof`, so that it works across copies of this
 * package. It never throws, not even for a proxy.
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
