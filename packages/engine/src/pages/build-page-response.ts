import { html, type Html } from './html.ts'
import type { Page } from './page.ts'
import { pageStyle } from './page-style.ts'

export interface PageResponseOptions extends Page {
  readonly status: number
  /**
   * The schemes of the addresses to which a form of the page leads in the end. Browsers hold every redirect after a POST
   * against `form-action`, and where a provider's sign-out goes on to is not for us to know.
   */
  readonly formSchemes?: readonly ('https:' | 'http:')[]
}

/** Builds the answer that carries one of our pages. Nothing on it can be scripted, framed, cached or restyled. */
export async function buildPageResponse(options: PageResponseOptions): Promise<Response> {
  // Interpolated values are escaped, so this finds forms of ours alone.
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
    // Under no-referrer a form's POST would say `Origin: null`, which we refuse.
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
