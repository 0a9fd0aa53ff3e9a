import { addHints } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import { measureColumn, measureMiddles } from '../boxes/box.ts'
import type { Column } from '../boxes/list-columns.ts'
import { listColumns } from '../boxes/list-columns.ts'
import { colors } from '../colors.ts'
import { describeColumns, summarizeDecision } from '../describe-decision.ts'
import { html as xml } from '../html.ts'
import type { Html } from '../html.ts'
import { drawBox, measureWidth } from './draw-box.ts'
import { drawLinks } from './draw-links.ts'
import { drawText } from './draw-text.ts'
import { measureText } from './fit-text.ts'
import type { Font } from './fit-text.ts'
import { darkStyles, paint } from './paint.ts'

const padding = 28
const gap = 56
/** Where the heading of a column and its boxes begin. */
const headingTop = 84
const columnsTop = 128

const outcomeFont: Font = { kind: 'sans', size: 20 }
const detailFont: Font = { kind: 'sans', size: 14 }
const headingFont: Font = { kind: 'sans', size: 15 }
/** The circle with its number, and the space after it. */
const numberWidth = 32

/** Builds the whole SVG document, without the XML declaration, so that it can stand in an HTML document too. */
export function buildSvg(decision: Decision): Html {
  const { columns } = listColumns(addHints(decision.trace))
  const placed = placeColumns(columns)
  const height = Math.max(...columns.map(({ boxes }) => measureColumn(boxes)))
  const last = placed.at(-1)
  const width = (last ? last.x + last.width : 0) + padding
  const fullHeight = columnsTop + height + padding
  const { outcome, detail } = summarizeDecision(decision)
  const text = { x: padding, width: width - 2 * padding }
  return xml`<svg xmlns="http://www.w3.org/2000/svg" class="oidc-svg" role="img" width="${width}" height="${fullHeight}" viewBox="0 0 ${width} ${fullHeight}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif">
<title>${outcome}</title>
<desc>${describeColumns(columns)}</desc>
<style>.oidc-svg { max-width: 100%; height: auto; color-scheme: light dark } .oidc-svg:root { background: ${colors.card[0]} } ${darkStyles}</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${fullHeight - 1}" rx="20" ${paint({ fill: 'card', stroke: 'line' })} />
${drawText(outcome, { ...text, y: 44, font: outcomeFont, color: decision.admitted ? 'good' : 'warm', isBold: true })}
${drawText(detail, { ...text, y: 66, font: detailFont, color: 'soft' })}
${placed.map(({ boxes, links, ...column }, place) => {
  const right = placed[place + 1]?.boxes
  const room = { x: column.x + column.width, y: columnsTop, width: gap, height }
  return xml`${drawHeading(column, place + 1)}
${right && drawLinks(links, boxes, right, room)}${boxes.map((box, index) =>
    drawBox(box, { ...column, middle: columnsTop + (measureMiddles(boxes, height)[index] ?? 0) }),
  )}`
})}</svg>
`
}

interface PlacedColumn extends Column {
  readonly x: number
  readonly width: number
}

function placeColumns(columns: readonly Column[]): readonly PlacedColumn[] {
  let x = padding
  return columns.map((column) => {
    const width = measureWidth(column.boxes, numberWidth + measureText(column.heading, headingFont))
    const placed = { ...column, x, width }
    x += width + gap
    return placed
  })
}

function drawHeading({ x, width, heading }: Omit<PlacedColumn, 'boxes' | 'links'>, number: number): Html {
  return xml`<circle cx="${x + 12}" cy="${headingTop + 18}" r="12" ${paint({ fill: 'tint' })} /><text x="${x + 12}" y="${headingTop + 22.5}" font-size="13" font-weight="600" text-anchor="middle" ${paint({ fill: 'accent' })}>${number}</text>${drawText(
    heading,
    {
      x: x + numberWidth,
      y: headingTop + 23,
      width: width - numberWidth,
      font: headingFont,
      color: 'soft',
      isBold: true,
    },
  )}`
}
