import { escapeHtml } from './escape-html.ts'

// The same colours and shapes as the engine's pages, because a sign-in shows both.
const style = `
:root { color-scheme: light dark; --ground: #eef1f6; --glow: #dfe7f6; --card: #fff; --text: #17202e; --soft: #535f73;
  --line: #dde3ec; --edge: #8390a5; --shadow: #1f2f5014; --accent: #2450c4; --strong: #1b3f9f; --on-accent: #fff;
  --tint: #e9effc; --notice: #fcefdf; --on-notice: #8a4b0f }
@media (prefers-color-scheme: dark) { :root { --ground: #0e131a; --glow: #172338; --card: #171e28; --text: #e9eef5;
  --soft: #a8b4c5; --line: #2d3846; --edge: #67768c; --shadow: #0006; --accent: #9dbbff; --strong: #bcd1ff;
  --on-accent: #0d1933; --tint: #202c42; --notice: #382a1b; --on-notice: #f2bd7f } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center; padding: 1.5rem;
  background: radial-gradient(60rem 36rem at 50% -8rem, var(--glow), transparent) no-repeat var(--ground);
  color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
main { width: 100%; max-width: 27rem; background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem;
  overflow: hidden; overflow-wrap: anywhere; box-shadow: 0 1.5rem 3rem -1rem var(--shadow) }
.notice { margin: 0; padding: .75rem 2.5rem; background: var(--notice); color: var(--on-notice); font-size: .875rem }
.content { padding: 2rem 2.5rem }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em;
  text-wrap: balance }
p { margin: 0 0 1rem; color: var(--soft); text-wrap: pretty }
.content strong { color: var(--text); font-weight: 600 }
ul { list-style: none; margin: 1.5rem 0 0; padding: 0; display: grid; gap: .75rem }
form { margin: 0 }
button { width: 100%; min-height: 3rem; font: inherit; color: inherit; cursor: pointer; border-radius: .75rem;
  padding: .6875rem 1rem; border: 1px solid var(--edge); background: transparent }
button:hover { background: var(--tint) }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.person { display: flex; align-items: center; gap: .875rem; text-align: start }
.avatar { flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--tint); color: var(--accent); font-weight: 600 }
.person strong { display: block }
.person small { display: block; color: var(--soft); font-size: .875rem }
.primary { background: var(--accent); border-color: transparent; color: var(--on-accent); font-weight: 600 }
.primary:hover { background: var(--strong) }
.actions { display: grid; gap: .75rem; margin-top: 1.25rem }
.small { width: auto; min-height: 2.5rem; padding: .375rem .875rem; font-size: .875rem; flex: none }
.holder { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1.25rem }
h2 { margin: 0; font-size: 1.125rem; line-height: 1.3; font-weight: 650 }
h3 { margin: .75rem 0 .25rem; font-size: .875rem; font-weight: 400; color: var(--soft) }
.holder p { margin: 0 }
.texts { margin: 0; gap: .375rem }
.texts li { display: flex; align-items: center; justify-content: space-between; gap: 1rem }
del { color: var(--soft) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
a { color: var(--accent) }
.more { margin: 1rem 0 0; text-align: center; font-size: .875rem }
.plain { border-color: transparent; color: var(--soft); font-weight: 600 }
dl { margin: 0; display: grid; gap: .25rem }
dt { color: var(--soft); font-size: .875rem }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
@media (max-width: 30rem) {
  body { padding: 0; background: var(--card); place-items: stretch }
  main { max-width: none; border: 0; border-radius: 0; box-shadow: none }
  .notice { padding: .75rem 1.5rem }
  .content { padding: 2rem 1.5rem }
}
`

/** The headers of every page: no scripts, no resources of other origins, no framing. */
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
