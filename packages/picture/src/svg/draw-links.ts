import { measureMiddles } from '../boxes/box.ts'
import type { Box } from '../boxes/box.ts'
import type { Link } from '../boxes/list-columns.ts'
import type { Color } from '../colors.ts'
import { html as xml } from '../html.ts'
import type { Html } from '../html.ts'
import { paint } from './paint.ts'

const kinds: Readonly<Record<Link['kind'], { stroke: Color; dashes?: string }>> = {
  gives: { stroke: 'accent' },
  implied: { stroke: 'accent', dashes: '4 4' },
  unused: { stroke: 'edge', dashes: '2 4' },
  lost: { stroke: 'warm', dashes: '2 6' },
}

/** The room between two columns, and where it begins. */
export interface Gap {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Draws the lines between two columns of boxes. */
export function drawLinks(
  links: readonly Link[],
  left: readonly Box[],
  right: readonly Box[],
  { x, y, width, height }: Gap,
): Html {
  const starts = measureMiddles(left, height)
  const ends = measureMiddles(right, height)
  return xml`${links.map(({ from, to, kind }) => {
    const start = y + (starts[from] ?? 0)
    const end = y + ((kind === 'implied' ? starts : ends)[to] ?? 0)
    const bend = x + width / 2
    const { stroke, dashes } = kinds[kind]
    return xml`<path d="M${x} ${start}C${bend} ${start} ${bend} ${end} ${kind === 'implied' ? x : x + width} ${end}" ${paint({ stroke })} stroke-width="2"${
      dashes === undefined ? undefined : xml` stroke-dasharray="${dashes}"`
    } />
`
  })}`
}
