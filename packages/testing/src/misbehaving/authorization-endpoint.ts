import { escapeHtml } from '../provider/pages/escape-html.ts'
import type { Authorization, Issued } from './issued.ts'
import type { JsonRecord, ProviderAnswer, Twists } from './twists.ts'

export interface AuthorizationRequest {
  readonly params: URLSearchParams
  readonly issuer: string
  readonly claims: JsonRecord
  readonly now: number
  readonly codes: Issued<Authorization>
  readonly twists: Twists
}

/** Renders a page whose form posts itself to the client (OAuth 2.0 Form Post Response Mode, section 2). */
function answerByFormPost(redirectUri: string, params: URLSearchParams): ProviderAnswer {
  const inputs = [...params].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><title>Signing in</title><body onload="document.forms[0].submit()">
<form method="post" action="${escapeHtml(redirectUri)}">${inputs.join('')}<button>Continue</button></form>`,
  }
}

/** Signs in at once, without a page, and redirects the browser to the client. */
export function answerAuthorization(request: AuthorizationRequest): ProviderAnswer {
  const { params, issuer, claims, now, codes, twists } = request
  const clientId = params.get('client_id')
  const redirectUri = params.get('redirect_uri')
  const codeChallenge = params.get('code_challenge')
  const state = params.get('state')
  if (!clientId || !redirectUri || !codeChallenge || params.get('code_challenge_method') !== 'S256') {
    return { status: 400, body: 'needs client_id, redirect_uri and a code_challenge with S256' }
  }
  const code = codes.issue({
    ...{ clientId, redirectUri, codeChallenge, claims },
    scope: params.get('scope') ?? '',
    nonce: params.get('nonce') ?? undefined,
    authTime: now,
  })
  const response = new URLSearchParams({ code, ...(state !== null && { state }), iss: issuer })
  twists.authorizationResponse?.(response)
  if (params.get('response_mode') === 'form_post') return answerByFormPost(redirectUri, response)
  const separator = redirectUri.includes('?') ? '&' : '?'
  return {
    status: 302,
    headers: { location: `${redirectUri}${separator}${response}`, 'cache-control': 'no-store' },
  }
}
