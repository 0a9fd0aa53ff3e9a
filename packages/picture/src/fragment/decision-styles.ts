import { declareColors } from '../colors.ts'

/**
 * The styles of `drawDecisionHtml`, as the text of a style sheet. They follow `color-scheme`, and the width of the element around the picture. A page
 * changes the colours by the custom properties of `.oidc-decision`, such as `--oidc-accent`.
 */
// The heights of a box, of its lines and of the space between are those of box.ts.
export const decisionStyles: string = `${declareColors('.oidc-decision')}
.oidc-decision { container-type: inline-size; color: var(--oidc-text); font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; text-align: start; }
.oidc-decision, .oidc-decision * { box-sizing: border-box; }
.oidc-decision ul, .oidc-decision .oidc-steps { margin: 0; padding: 0; list-style: none; }
.oidc-decision .oidc-steps { --gap: clamp(2rem, 9cqi - 3.25rem, 3.5rem); display: grid; grid-template-columns: repeat(4, minmax(0, auto)); column-gap: var(--gap); padding: 1.75rem; border: 1px solid var(--oidc-line); border-radius: 1.25rem; background: var(--oidc-card); counter-reset: oidc-step; }
.oidc-decision .oidc-step { min-width: 0; margin: 0; display: flex; flex-direction: column; counter-increment: oidc-step; }
.oidc-decision .oidc-heading { display: flex; align-items: center; gap: 0.5rem; margin: 0 0 1.25rem; padding: 0; border: 0; color: var(--oidc-soft); font-size: 0.9375rem; font-weight: 650; letter-spacing: 0; line-height: 1.2; white-space: nowrap; }
.oidc-decision .oidc-heading::before { content: counter(oidc-step) / ''; flex: none; display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 50%; background: var(--oidc-tint); color: var(--oidc-accent); font-size: 0.8125rem; }
.oidc-decision .oidc-lane { position: relative; flex: 1; display: grid; grid-template-columns: minmax(0, 1fr); align-content: center; }
.oidc-decision .oidc-lane ul { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
.oidc-decision .oidc-lane svg { position: absolute; left: 100%; top: 0; width: var(--gap); max-width: none; height: 100%; overflow: visible; fill: none; stroke: var(--oidc-accent); }
.oidc-decision .oidc-lane path { stroke-width: 2; vector-effect: non-scaling-stroke; }
.oidc-decision .oidc-implied { stroke-dasharray: 4 4; }
.oidc-decision .oidc-unused { stroke: var(--oidc-edge); stroke-dasharray: 2 4; }
.oidc-decision .oidc-lost { stroke: var(--oidc-warm); stroke-dasharray: 2 6; }
.oidc-decision .oidc-box { margin: 0; padding: calc(0.625rem - 1px) 0.875rem; border: 1px solid var(--oidc-edge); border-radius: 0.75rem; background: var(--oidc-quiet); }
.oidc-decision .oidc-box strong, .oidc-decision .oidc-box span { display: block; overflow: hidden; unicode-bidi: plaintext; text-overflow: ellipsis; white-space: nowrap; }
.oidc-decision .oidc-box strong { font: 600 0.8125rem/1.25rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.oidc-decision .oidc-box span { color: var(--oidc-soft); font-size: 0.8125rem; line-height: 1.25rem; }
.oidc-decision .oidc-idle { border-style: dashed; background: transparent; }
.oidc-decision .oidc-idle strong { color: var(--oidc-soft); }
.oidc-decision .oidc-good { border-color: var(--oidc-good); background: var(--oidc-good-tint); }
.oidc-decision .oidc-good strong { color: var(--oidc-good); }
.oidc-decision .oidc-warn { border-color: var(--oidc-warm); background: var(--oidc-warm-tint); }
.oidc-decision .oidc-warn strong { color: var(--oidc-warm); }
.oidc-decision .oidc-warn span { color: var(--oidc-text); }
.oidc-decision .oidc-more { margin: 0.75rem 0 0; }
.oidc-decision .oidc-more summary { padding: 0.5rem 0; color: var(--oidc-soft); font-size: 1rem; font-weight: 550; cursor: pointer; overflow-wrap: anywhere; }
.oidc-decision .oidc-more ul { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; margin: 0.75rem 0 1.25rem; color: var(--oidc-soft); font-size: 0.875rem; overflow-wrap: anywhere; }
.oidc-decision .oidc-more li { margin: 0; min-width: 0; }
.oidc-decision .oidc-more code { padding: 0.1875rem 0.625rem; border-radius: 0.5rem; background: var(--oidc-tint); color: var(--oidc-accent); font: 600 0.8125rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@container (max-width: 54rem) {
  .oidc-decision .oidc-steps { grid-template-columns: minmax(0, 1fr); row-gap: 1.75rem; padding: 1.25rem; }
  .oidc-decision .oidc-lane svg { display: none; }
  .oidc-decision .oidc-box strong, .oidc-decision .oidc-box span { overflow-wrap: anywhere; white-space: normal; }
}
`
