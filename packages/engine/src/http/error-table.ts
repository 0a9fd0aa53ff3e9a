import type { OidcErrorCode } from '@x/oidc-core'
import { en } from '../pages/locales/en.ts'
import type { ErrorTexts, OutageCode, PageErrorCode } from '../pages/page-texts.ts'

/** How the client sees an error, without internal details. */
export interface ErrorAnswer {
  /** 503 comes with `Retry-After`. */
  readonly status: number
  /** The title for programs, in English. The page has its own title in the language of the pages. */
  readonly title: string
  /** Whether a new sign-in may help. */
  readonly retry: boolean
}

type OutageAnswer = ErrorAnswer & { readonly status: 503 }

const { errors } = en

function answer(status: number, { title }: ErrorTexts, retry: boolean): ErrorAnswer {
  return { status, title, retry }
}

function outage(title: string): OutageAnswer {
  return { status: 503, title, retry: true }
}

/** The status and title of every error code. */
export const errorTable: Readonly<Record<OidcErrorCode, ErrorAnswer> & Record<OutageCode, OutageAnswer>> = {
  config_invalid: answer(500, errors.config_invalid, false),
  provider_unavailable: outage('The sign-in service does not answer'),
  provider_response_invalid: answer(502, errors.provider_response_invalid, true),
  issuer_mismatch: answer(502, errors.issuer_mismatch, false),
  provider_unsupported: answer(502, errors.provider_unsupported, false),
  authorization_failed: answer(400, errors.authorization_failed, true),
  authorization_response_invalid: answer(400, errors.authorization_response_invalid, true),
  transaction_missing: answer(400, errors.transaction_missing, true),
  transaction_expired: answer(400, errors.transaction_expired, true),
  transaction_used: answer(400, errors.transaction_used, true),
  client_rejected: answer(502, errors.client_rejected, false),
  token_request_failed: answer(400, errors.token_request_failed, true),
  id_token_invalid: answer(502, errors.id_token_invalid, true),
  userinfo_invalid: answer(502, errors.userinfo_invalid, true),
  security_unavailable: outage('This application cannot look up roles'),
  token_unverifiable: outage('Access tokens cannot be checked'),
  claims_completion_failed: outage('Your groups cannot be looked up'),
  session_store_unavailable: outage('Sessions cannot be looked up'),
  roles_outdated: outage('Your roles cannot be confirmed'),
  tokens_unavailable: answer(401, errors.tokens_unavailable, true),
  sign_in_hook_failed: outage('This application cannot complete sign-ins'),
  session_too_large: answer(500, errors.session_too_large, false),
  sign_in_overtaken: answer(400, errors.sign_in_overtaken, true),
  session_cookie_rejected: answer(400, errors.session_cookie_rejected, true),
  provider_lookup_failed: outage('This sign-in service cannot be looked up'),
  provider_required: answer(400, errors.provider_required, false),
  unknown_provider: answer(404, errors.unknown_provider, false),
  method_not_allowed: answer(405, errors.method_not_allowed, false),
  cross_site_request: answer(403, errors.cross_site_request, false),
  request_invalid: answer(400, errors.request_invalid, false),
  request_too_large: answer(413, errors.request_too_large, false),
  content_type_unsupported: answer(415, errors.content_type_unsupported, false),
}

/** The response to an error without a code. */
export const unexpectedAnswer: ErrorAnswer = answer(500, errors.unexpected, true)

/** Whether the error is an outage. The page of an outage does not describe the error. */
export function isOutageCode(code: OutageCode | PageErrorCode): code is OutageCode {
  return !Object.hasOwn(errors, code)
}
