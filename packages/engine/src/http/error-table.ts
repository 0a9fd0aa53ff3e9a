import type { OidcErrorCode } from '@x/oidc-core'

/** How the person sees an error, without internal details. */
export interface ErrorAnswer {
  /** 503 comes with `Retry-After`. */
  readonly status: number
  readonly title: string
  readonly text: string
  /** Whether a new sign-in may help. */
  readonly retry: boolean
}

const outage = 'Nothing is lost. Please try again in a moment.'
const notOurs = 'The operator of this application can find the reason in its log, by the code below.'
const again = 'Please sign in again.'

function answer(status: number, title: string, text: string, retry: boolean): ErrorAnswer {
  return { status, title, text, retry }
}

/** The status and text of every error code. */
export const errorTable: Readonly<Record<OidcErrorCode, ErrorAnswer>> = {
  config_invalid: answer(500, 'This application is not set up correctly', notOurs, false),

  provider_unavailable: answer(503, 'The sign-in service does not answer', outage, true),
  provider_response_invalid: answer(502, 'The sign-in service gave an unusable answer', notOurs, true),
  issuer_mismatch: answer(502, 'The sign-in service is not the expected one', notOurs, false),
  provider_unsupported: answer(502, 'The sign-in service does not fit this application', notOurs, false),

  authorization_failed: answer(
    400,
    'The sign-in was not completed',
    `It was cancelled or refused. ${again}`,
    true,
  ),
  authorization_response_invalid: answer(400, 'The answer of the sign-in service was refused', again, true),
  transaction_missing: answer(
    400,
    'This sign-in was not begun here',
    'It may have been begun in another browser, too long ago, or the browser keeps no cookies. ' + again,
    true,
  ),
  transaction_expired: answer(400, 'The sign-in took too long', again, true),
  transaction_used: answer(
    400,
    'This sign-in is already done',
    'Go on, or sign in again if you have to.',
    true,
  ),
  client_rejected: answer(502, 'The sign-in service does not accept this application', notOurs, false),
  token_request_failed: answer(400, 'The sign-in could not be completed', again, true),
  id_token_invalid: answer(502, 'The sign-in service gave an unusable answer', notOurs, true),
  userinfo_invalid: answer(502, 'The sign-in service gave an unusable answer', notOurs, true),
  security_unavailable: answer(503, 'This application cannot look up roles', outage, true),
  token_unverifiable: answer(503, 'Access tokens cannot be checked', outage, true),
  claims_completion_failed: answer(503, 'Your groups cannot be looked up', outage, true),
  session_too_large: answer(500, 'Your session does not fit', notOurs, false),
  session_cookie_rejected: answer(
    400,
    'Your browser does not keep the sign-in',
    'You signed in, but the browser did not send the session back. Check that it accepts cookies from this site.',
    true,
  ),

  unknown_provider: answer(404, 'There is no such sign-in service here', 'Check the address.', false),
  method_not_allowed: answer(
    405,
    'This address does not work that way',
    'Open it from a link or a form.',
    false,
  ),
  cross_site_request: answer(
    403,
    'This request came from another site',
    'It was refused, nothing changed.',
    false,
  ),
  request_invalid: answer(400, 'This request cannot be understood', 'Check the address.', false),
  request_too_large: answer(413, 'This request is too large', 'It was refused, nothing changed.', false),
  content_type_unsupported: answer(415, 'This request has an unknown format', 'Send a form.', false),
}
