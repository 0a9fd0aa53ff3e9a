import { html } from '../pages/html.ts'
import type { Html } from '../pages/html.ts'
import { measureMiddles } from './box.ts'
import type { Box } from './box.ts'

/** A line between two boxes, by their places in their columns. */
export interface Link {
  readonly from: number
  readonly to: number
  /**
   * `implied` leads back into the column that it comes from; `unused` leads to a box that gives nothing; `lost` comes
   * from a role that the gate asks for and that was not granted.
   */
  readonly kind: 'gives' | 'implied' | 'unused' | 'lost'
}

export interface Columns {
  /** How high the highest column of the picture is; lower ones are centred beside it. */
  readonly height: number
  readonly left: readonly Box[]
  readonly right: readonly Box[]
}

/** Draws the lines between two columns. They say nothing that the boxes do not: screen readers skip them. */
export function buildLinks(links: readonly Link[], { height, left, right }: Columns): Html {
  const starts = measureMiddles(left, height)
  const ends = measureMiddles(right, height)
  const paths = links.map(({ from, to, kind }) => {
    const start = starts[from] ?? 0
    const end = (kind === 'implied' ? starts : ends)[to] ?? 0
    const course =
      kind === 'implied' ? `C55 ${start} 55 ${end} 0 ${end}` : `C50 ${start} 50 ${end} 100 ${end}`
    return html`<path class="${kind}" d="M0 ${start}${course}" />`
  })
  return html`<svg viewBox="0 0 100 ${height}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`
}
