import { decisionStyles } from '@x/oidc-picture'
import { declareColors } from '@x/oidc-picture/markup'

/** The style sheet of the playground and of the picture in it. It follows `color-scheme`, and leaves the rest of a page alone. */
export const playgroundStyles: string = `${declareColors('.playground')}
.playground { color: var(--oidc-text); font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; text-align: start; }
.playground, .playground * { box-sizing: border-box; }
.playground p { margin: 0; }
.playground ul { margin: 0; padding: 0; list-style: none; }
.playground li { margin: 0; }
.playground code, .playground pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.8125rem; }
.playground .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.playground h2 { margin: 0; padding: 0; border: 0; font-size: 1.25rem; font-weight: 650; letter-spacing: -0.015em; line-height: 1.2; }
.playground .trial { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1.5rem; margin: 2rem 0 0; }
.playground .chooser { grid-column: 1 / -1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; }
.playground .share { flex: 1 0 100%; font-size: 0.9375rem; overflow-wrap: anywhere; }
.playground .share:empty { display: none; }
.playground label { font-weight: 650; }
.playground select, .playground textarea { border: 1px solid var(--oidc-edge); border-radius: 0.75rem; background: var(--oidc-card); color: var(--oidc-text); }
.playground select { min-width: 0; max-width: 100%; min-height: 2.5rem; padding: 0.375rem 2.5rem 0.375rem 0.75rem; appearance: none; font: inherit; background: linear-gradient(45deg, transparent 50%, var(--oidc-text) 50%) right 1.25rem center / 0.375rem 0.375rem no-repeat, linear-gradient(-45deg, transparent 50%, var(--oidc-text) 50%) right 0.875rem center / 0.375rem 0.375rem no-repeat, var(--oidc-card); }
.playground .field { min-width: 0; display: grid; grid-row: span 4; grid-template-rows: subgrid; grid-template-columns: minmax(0, 1fr); row-gap: 0; }
.playground .field > p { margin: 0.125rem 0 0.5rem; color: var(--oidc-soft); font-size: 0.875rem; }
.playground textarea { display: block; width: 100%; min-height: 8rem; padding: 0.875rem 1rem; resize: vertical; font: 0.875rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 2; }
.playground textarea[aria-invalid='true'] { border-color: var(--oidc-warm); }
.playground :is(select, textarea, .button, summary, pre):focus-visible { outline: 3px solid var(--oidc-accent); outline-offset: 2px; }
.playground .button { display: inline-block; min-height: 2.5rem; padding: 0.4375rem 1rem; border: 1px solid var(--oidc-edge); border-radius: 0.625rem; background: transparent; color: var(--oidc-text); font: 600 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; cursor: pointer; }
.playground .button[hidden] { display: none; }
.playground .button:hover { background: var(--oidc-tint); }
.playground .remark { margin: 0.75rem 0 0; padding: 0.625rem 0.875rem; border-left: 3px solid var(--oidc-edge); border-radius: 0.375rem; background: var(--oidc-quiet); font-size: 0.9375rem; overflow-wrap: anywhere; }
.playground .remark[hidden] { display: none; }
.playground .remark.error, .playground .remark.warning { border-color: var(--oidc-warm); }
.playground .remark.error { background: var(--oidc-warm-tint); }
.playground :is(.remark.error, .remark.warning) > p > strong:first-child { color: var(--oidc-warm); }
.playground .remark pre { margin: 0.5rem 0 0; padding: 0; background: none; white-space: pre-wrap; }
.playground .remark small { color: var(--oidc-soft); }
.playground .remark summary { cursor: pointer; }
.playground section { margin: 2.5rem 0 0; }
.playground section > .remark { margin: 0 0 1.25rem; }
.playground .remark:not([hidden]) + #playground-decision { filter: grayscale(1); }
.playground .outcome { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem; margin: 0 0 1.25rem; padding: 1.125rem 1.5rem; border: 1px solid; border-radius: 1.25rem; }
.playground .outcome.open { border-color: var(--oidc-good); background: var(--oidc-good-tint); }
.playground .outcome.open h2 { color: var(--oidc-good); }
.playground .outcome.shut { border-color: var(--oidc-warm); background: var(--oidc-warm-tint); }
.playground .outcome.shut h2 { color: var(--oidc-warm); }
.playground .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.playground .chip { display: inline-block; padding: 0.1875rem 0.625rem; border-radius: 0.5rem; background: var(--oidc-tint); color: var(--oidc-accent); font-weight: 600; overflow-wrap: anywhere; }
.playground .words { margin: 2.5rem 0 1.25rem; }
.playground .copyable { margin: 0; padding: 1.5rem; border: 1px solid var(--oidc-line); border-radius: 1.25rem; background: var(--oidc-card); }
.playground .copyable pre { margin: 0; padding: 0; background: none; color: var(--oidc-text); line-height: 1.65; white-space: pre-wrap; overflow-wrap: anywhere; }
.playground .copy { float: right; min-height: 2rem; margin: -0.25rem -0.25rem 0.5rem 0.75rem; padding: 0.1875rem 0.75rem; border-radius: 0.5rem; background: var(--oidc-card); font-size: 0.875rem; }
@media (max-width: 40rem) {
  /* Phones zoom in on a field with smaller letters. */
  .playground textarea { font-size: 1rem; }
  .playground .copyable { padding: 1.25rem; }
}
${decisionStyles}`
