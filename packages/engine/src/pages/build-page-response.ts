import { html, type Html } from './html.ts'
import type { Page } from './page.ts'
import { pageStyle } from './page-style.ts'

export interface PageResponseOptions extends Page {
  readonly status: number
  /**
   * The schemes of the addresses to which a form of the page may lead. Browsers check `form-action` at every redirect after a
   * POST, and the engine does not know where a provider's sign-out redirects to.
   */
  readonly formSchemes?: readonly ('https:' | 'http:')[]
}

/** Builds the response with one of our pages. A page cannot be scripted, framed, cached or restyled. */
export async function buildPageResponse(options: PageResponseOptions): Promise<Response> {
  // Interpolated values are escaped, so this matches only our own forms.
  const hasForm = options.body.toString().includes('<form ')
  const formAction = ["'self'", ...(options.formSchemes ?? [])].join(' ')
  const policy = [
    "default-src 'none'",
    `style-src '${await hashStyle()}'`,
    `form-action ${hasForm ? formAction : "'none'"}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]
  const headers = new Headers({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Under no-referrer a form's POST would send `Origin: null`, which we refuse.
    'Referrer-Policy': hasForm ? 'same-origin' : 'no-referrer',
    'Cache-Control': 'private, no-store',
    Vary: 'Cookie',
  })
  return new Response(buildDocument(options), { status: options.status, headers })
}

function buildDocument({ title, body }: Page): string {
  const head: Html = html`<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>`
  return `<!doctype html>
<html lang="en">
<head>
${head.toString()}
<style>${pageStyle}</style>
</head>
<body>
<main>
${body.toString()}
</main>
</body>
</html>
`
}

let styleHash: string | undefined

async function hashStyle(): Promise<string> {
  if (styleHash === undefined) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pageStyle))
    styleHash = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`
  }
  return styleHash
}
