import { explainAccess } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import { declareColors } from '../colors.ts'
import { summarizeDecision } from '../describe-decision.ts'
import { buildFragment } from '../fragment/build-fragment.ts'
import { decisionStyles } from '../fragment/decision-styles.ts'
import { html } from '../html.ts'

const pageStyles = `${declareColors(':root')}
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 76rem; padding: clamp(1.25rem, 4vw, 2.5rem); background: var(--oidc-ground); color: var(--oidc-text); font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
h1 { margin: 0; font-size: clamp(1.5rem, 1.2rem + 1.5vw, 2rem); line-height: 1.2; letter-spacing: -0.015em; }
h1.good { color: var(--oidc-good); }
h1.warm { color: var(--oidc-warm); }
.detail { margin: 0.375rem 0 1.5rem; color: var(--oidc-soft); }
.words h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; }
pre { margin: 0; padding: 1.25rem 1.5rem; border: 1px solid var(--oidc-line); border-radius: 1.25rem; background: var(--oidc-card); font: 0.875rem/1.65 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; }
`

/** Builds a document that needs no other file: its policy lets it load nothing and run nothing. */
export function buildPage(decision: Decision): string {
  const { outcome, detail } = summarizeDecision(decision)
  const head = html`<meta charset="utf-8" />
    <meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${outcome}</title>`
  const body = html`<main>
    <h1 class="${decision.admitted ? 'good' : 'warm'}"><bdi>${outcome}</bdi></h1>
    <p class="detail">${detail}</p>
    ${buildFragment(decision)}
    <section class="words" aria-labelledby="words">
      <h2 id="words">In words</h2>
      <pre>${explainAccess(decision)}</pre>
    </section>
  </main>`
  // The style sheet is not markup: in HTML, the text of a `style` has no entities.
  return `<!doctype html>
<html lang="en">
<head>
${head.toString()}
<style>
${pageStyles}${decisionStyles}</style>
</head>
<body>
${body.toString()}
</body>
</html>
`
}
