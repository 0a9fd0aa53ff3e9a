import { measureMiddles } from '../boxes/box.ts'
import type { Box } from '../boxes/box.ts'
import type { Link } from '../boxes/list-columns.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'

interface Sides {
  /** How high the highest column of the picture is; lower ones are centred beside it. */
  readonly height: number
  readonly left: readonly Box[]
  readonly right: readonly Box[]
}

/** Draws the lines between two columns. They say nothing that the boxes do not: screen readers skip them. */
export function buildLinks(links: readonly Link[], { height, left, right }: Sides): Html {
  const starts = measureMiddles(left, height)
  const ends = measureMiddles(right, height)
  const paths = links.map(({ from, to, kind }) => {
    const start = starts[from] ?? 0
    const end = (kind === 'implied' ? starts : ends)[to] ?? 0
    const course =
      kind === 'implied' ? `C55 ${start} 55 ${end} 0 ${end}` : `C50 ${start} 50 ${end} 100 ${end}`
    return html`<path class="oidc-${kind}" d="M0 ${start}${course}" />`
  })
  return html`<svg viewBox="0 0 100 ${height}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`
}
