import { pageStyle } from './page-style.ts'

export interface PageResponseOptions {
  readonly status: number
  readonly html: string
  /** The nonce for styles of a page that the application wrote. */
  readonly nonce?: string | undefined
  readonly hasForm: boolean
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
 * Builds the response with one of our pages. A page cannot run scripts, be framed or be cached. Only the application's `render`
 * can change its style.
 */
export async function buildPageResponse(options: PageResponseOptions): Promise<Response> {
  const { hasForm, html, status } = options
  const headers = new Headers({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': await buildPolicy(options),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
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
    "frame-ancestors 'none'",
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
