import type { PageLocale } from '@x/oidc-core'
import { html, type Html } from './html.ts'
import type { Brand } from './page-brand.ts'
import { pageStyle } from './page-style.ts'
import type { Page } from './page.ts'

/** Builds the whole document of a page. */
export function buildDocument(
  { title, body }: Page,
  { locale, brand: { appName, header } }: { readonly locale: PageLocale; readonly brand: Brand },
): string {
  const head: Html = html`<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${appName === undefined ? title : `${title} · ${appName}`}</title>`
  return `<!doctype html>
<html lang="${locale}">
<head>
${head.toString()}
<style>${pageStyle}</style>
</head>
<body>
${header === undefined ? '' : `${header.toString()}\n`}<main>
${body.toString()}
</main>
</body>
</html>
`
}
