import { escapeHtml } from './escape-html.ts'

const style = `
:root { color-scheme: light dark; --ground: #eef0f4; --card: #fff; --text: #1c2230; --soft: #596175; --line: #d5d9e2;
  --accent: #3246b8; --on-accent: #fff; --hover: #f4f6fc; --notice: #fff4d6; --on-notice: #5c4300 }
@media (prefers-color-scheme: dark) { :root { --ground: #12151c; --card: #1c212c; --text: #e9ecf4; --soft: #a3abbd;
  --line: #363d4d; --accent: #a5b4ff; --on-accent: #141a33; --hover: #252b39; --notice: #3a3116; --on-notice: #ffe3a0 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 27rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  overflow: hidden; box-shadow: 0 1rem 3rem #0002 }
.notice { margin: 0; padding: .6rem 1.5rem; background: var(--notice); color: var(--on-notice); font-size: .875rem }
.content { padding: 1.5rem }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.25 }
p { margin: 0 0 1rem; color: var(--soft) }
ul { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .625rem }
form { margin: 0 }
button { width: 100%; font: inherit; color: inherit; cursor: pointer; border-radius: .75rem; padding: .75rem 1rem;
  border: 1px solid var(--line); background: var(--card) }
button:hover { background: var(--hover); border-color: var(--accent) }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.person { display: flex; align-items: center; gap: .875rem; text-align: start }
.avatar { flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--accent); color: var(--on-accent); font-weight: 600 }
.person strong { display: block }
.person small { display: block; color: var(--soft); font-size: .875rem }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600 }
.primary:hover { background: var(--accent); opacity: .92 }
.actions { display: grid; gap: .625rem; margin-top: 1.25rem }
.plain { border-color: transparent; background: none; color: var(--soft) }
dl { margin: 0; display: grid; gap: .25rem }
dt { color: var(--soft); font-size: .875rem }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
`

/** The headers of every page: no script, nothing from elsewhere, no framing. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

/** Renders a whole page around `content`, which is HTML. */
export function renderPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="notice" role="note"><strong>Test provider.</strong> These people are made up; there are no passwords.</p>
<div class="content">
<h1>${escapeHtml(title)}</h1>
${content}
</div>
</main>
</body>
</html>
`
}
