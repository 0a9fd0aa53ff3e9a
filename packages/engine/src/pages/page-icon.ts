import { html, type Html } from './html.ts'

export type PageIcon = 'key' | 'lock' | 'shield' | 'leave' | 'check' | 'alert' | 'clock'

const strokes: Readonly<Record<PageIcon, Html>> = {
  key: html`<circle cx="8" cy="15" r="4" /><path d="m11 12 8.5-8.5M16 7l3 3M13.5 9.5l2 2" />`,
  lock: html`<rect x="5" y="10.5" width="14" height="9.5" rx="2.5" /><path
      d="M8 10.5V8a4 4 0 0 1 8 0v2.5"
    />`,
  shield: html`<path d="M12 3.5 5 6v5.5c0 4.2 2.9 7.3 7 9 4.1-1.7 7-4.8 7-9V6z" /><path
      d="m9.5 9.5 5 5m0-5-5 5"
    />`,
  leave: html`<path d="M10 4H7a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h3M15 8l4 4-4 4M19 12h-9" />`,
  check: html`<circle cx="12" cy="12" r="8.5" /><path d="m8.5 12.2 2.4 2.4 4.6-5" />`,
  alert: html`<path d="M12 4.5 3.5 19h17z" /><path d="M12 10.5v4M12 16.8v.1" />`,
  clock: html`<circle cx="12" cy="12" r="8.5" /><path d="M12 7.5V12l3 2" />`,
}

const tones: Readonly<Partial<Record<PageIcon, string>>> = {
  shield: 'icon warm',
  alert: 'icon warm',
  clock: 'icon warm',
  check: 'icon good',
}

/** A decorative picture that repeats the heading: screen readers skip it. */
export function buildPageIcon(icon: PageIcon): Html {
  return html`<svg class="${tones[icon] ?? 'icon'}" viewBox="0 0 24 24" aria-hidden="true">
    ${strokes[icon]}
  </svg>`
}
