import { html } from './html.ts'
import type { Html } from './html.ts'

/** A line between two boxes, by their places in their columns. */
export interface Link {
  readonly from: number
  readonly to: number
  /** `implied` leads back into the column that it comes from; `unused` leads to a box that gives nothing. */
  readonly kind: 'gives' | 'implied' | 'unused'
}

export interface Columns {
  /** How many boxes the longest column of the picture has; shorter ones are centred beside it. */
  readonly rows: number
  readonly left: number
  readonly right: number
}

// As in style.css: `.box` is 60 units high, and 12 lie between two. Only the proportion counts, the picture scales.
const boxHeight = 60
const pitch = 72

/** Draws the lines between two columns. They say nothing that the captions do not: screen readers skip them. */
export function buildLinks(links: readonly Link[], { rows, left, right }: Columns): Html {
  const height = rows * pitch - (pitch - boxHeight)
  const middle = (count: number, index: number) => ((rows - count) / 2 + index) * pitch + boxHeight / 2
  const paths = links.map(({ from, to, kind }) => {
    const start = middle(left, from)
    const end = middle(kind === 'implied' ? left : right, to)
    const course =
      kind === 'implied' ? `C55 ${start} 55 ${end} 0 ${end}` : `C50 ${start} 50 ${end} 100 ${end}`
    return html`<path class="${kind}" d="M0 ${start}${course}" />`
  })
  return html`<svg viewBox="0 0 100 ${height}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`
}
