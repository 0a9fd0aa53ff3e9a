import { lineHeight, measureBox } from '../boxes/box.ts'
import type { Box } from '../boxes/box.ts'
import type { Color } from '../colors.ts'
import { html as xml } from '../html.ts'
import type { Html } from '../html.ts'
import { drawText } from './draw-text.ts'
import { measureText } from './fit-text.ts'
import type { Font } from './fit-text.ts'
import { paint } from './paint.ts'

const labelFont: Font = { kind: 'mono', size: 13 }
const lineFont: Font = { kind: 'sans', size: 13 }
const side = 14
const narrowest = 132
const widest = 264

const tones: Readonly<Record<Box['tone'], { fill?: Color; stroke: Color; label: Color; lines: Color }>> = {
  plain: { fill: 'quiet', stroke: 'edge', label: 'text', lines: 'soft' },
  idle: { stroke: 'edge', label: 'soft', lines: 'soft' },
  good: { fill: 'good-tint', stroke: 'good', label: 'good', lines: 'soft' },
  warn: { fill: 'warm-tint', stroke: 'warm', label: 'warm', lines: 'text' },
}

/** How wide a column must be for its boxes, within limits. */
export function measureWidth(boxes: readonly Box[], heading: number): number {
  const widths = boxes.flatMap(({ label, lines }) => [
    measureText(label, labelFont),
    ...lines.map((line) => measureText(line, lineFont)),
  ])
  return Math.ceil(Math.min(widest, Math.max(narrowest, heading, ...widths.map((width) => width + 2 * side))))
}

/** Draws a box around its middle. Nothing of its texts leaves it: an inner `svg` is clipped. */
export function drawBox(box: Box, place: { x: number; middle: number; width: number }): Html {
  const { label, lines, tone } = box
  const height = measureBox(box)
  const color = tones[tone]
  const text = { x: side, width: place.width - 2 * side }
  return xml`<svg x="${place.x}" y="${place.middle - height / 2}" width="${place.width}" height="${height}">
<rect x="0.5" y="0.5" width="${place.width - 1}" height="${height - 1}" rx="12" ${paint(color)}${
    tone === 'idle' ? xml` stroke-dasharray="4 3"` : undefined
  } />
${drawText(label, { ...text, y: 24, font: labelFont, color: color.label, isBold: true })}
${lines.map((line, index) =>
  drawText(line, { ...text, y: 24 + lineHeight * (index + 1), font: lineFont, color: color.lines }),
)}
</svg>
`
}
