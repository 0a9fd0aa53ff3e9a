import type { ConfigIssue } from '@x/oidc-core'
import { showText } from '@x/oidc-picture'
import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import type { ParsedClaims } from '../parse/parse-claims.ts'
import type { Problem } from '../parse/mark-problem.ts'
import type { Parsed } from '../parse/parsed.ts'

/** What there is to say about the claims: why they cannot be read, or how they were taken, and what was decoded and not verified. */
export function buildClaimsRemarks(parsed: Parsed<ParsedClaims>): Html {
  if ('problem' in parsed) return buildProblem(parsed.problem)
  return html`${parsed.value.notes.map(
    (note) => html`<div class="remark"><p>${note}</p></div>`,
  )}${parsed.value.decoded.map(
    ({ name, claims }) =>
      html`<div class="remark">
        <p>
          <strong>${name} is a JWT, decoded here.</strong> Its signature is <strong>not verified</strong>, nor
          are its issuer, audience and times: the library does that at a sign-in.
        </p>
        <details>
          <summary>What it says</summary>
          <pre tabindex="0">${JSON.stringify(claims, undefined, 2)}</pre>
        </details>
      </div>`,
  )}`
}

/** Every issue of a configuration: where, what is wrong, and what to do. */
export function buildConfigurationRemarks(
  problem: Problem | undefined,
  issues: readonly ConfigIssue[],
): Html {
  if (problem) return buildProblem(problem)
  const sorted = [...issues].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  )
  return html`${sorted.map(
    ({ severity, path, code, message }) =>
      html`<div class="remark ${severity}">
        <p>
          <strong>${severity === 'error' ? 'Error' : 'Warning'}</strong>
          <code>${writePath(path)}</code> ${message} <small>${code}</small>
        </p>
      </div>`,
  )}`
}

export function buildProblem({ message, excerpt }: Problem): Html {
  return html`<div class="remark error">
    <p><strong>Error</strong> ${message}</p>
    ${excerpt === undefined ? undefined : html`<pre>${excerpt}</pre>`}
  </div>`
}

/** As one would write it: `providers[0].rolesClaims`. */
function writePath(path: ConfigIssue['path']): string {
  const text = path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`
      return /^[a-z_$][\w$]*$/i.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
    })
    .join('')
  return showText(text.replace(/^\./, ''))
}
