import { pageStyle } from './page-style.ts'

export interface PageResponseOptions {
  readonly status: number
  readonly html: string
  /** The nonce for styles of a page that the application wrote. */
  readonly nonce?: string | undefined
  readonly hasForm: boolean
  /** Whether other sites may show the page in a frame. Only for a page where a click changes nothing. @default false */
  readonly isFrameable?: boolean
  /**
   * The schemes of the addresses to which a form of the page may lead. Browsers check `form-action` at every redirect after a
   * POST, and the engine does not know where a provider's sign-out redirects to.
   */
  readonly formSchemes?: readonly ('https:' | 'http:')[]
  readonly logoSource?: string | undefined
  /** Whether the language of the page depends on `Accept-Language`. */
  readonly variesByLanguage?: boolean
}

/**
 * Builds the response with one of our pages. A page cannot run scripts or be cached, nor be framed unless that is harmless. Only the
 * application's `render` can change its style.
 */
export async function buildPageResponse(options: PageResponseOptions): Promise<Response> {
  const { hasForm, html, isFrameable = false, status } = options
  const headers = new Headers({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': await buildPolicy(options),
    'X-Content-Type-Options': 'nosniff',
    ...(!isFrameable && { 'X-Frame-Options': 'DENY' }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    // With the policy `no-referrer`, the POST of a form would send `Origin: null`, which we refuse.
    'Referrer-Policy': hasForm ? 'same-origin' : 'no-referrer',
    'Cache-Control': 'private, no-store',
    Vary: options.variesByLanguage === true ? 'Cookie, Accept-Language' : 'Cookie',
  })
  return new Response(html, { status, headers })
}

async function buildPolicy({
  nonce,
  hasForm,
  isFrameable = false,
  formSchemes = [],
  logoSource,
}: PageResponseOptions): Promise<string> {
  const isOurs = nonce === undefined
  const images = [...(isOurs ? [] : ["'self'"]), ...(logoSource === undefined ? [] : [logoSource])]
  return [
    "default-src 'none'",
    `style-src '${await hashStyle()}'${isOurs ? '' : ` 'nonce-${nonce}'`}`,
    ...(images.length === 0 ? [] : [`img-src ${images.join(' ')}`]),
    ...(isOurs ? [] : ["font-src 'self'"]),
    `form-action ${hasForm ? ["'self'", ...formSchemes].join(' ') : "'none'"}`,
    `frame-ancestors ${isFrameable ? '*' : "'none'"}`,
    "base-uri 'none'",
  ].join('; ')
}

let styleHash: string | undefined

async function hashStyle(): Promise<string> {
  if (styleHash === undefined) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pageStyle))
    styleHash = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`
  }
  return styleHash
}
