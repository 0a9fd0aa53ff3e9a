import type { Color } from '../colors.ts'
import { html as xml } from '../html.ts'
import type { Html } from '../html.ts'
import { cutText } from './fit-text.ts'
import type { Font } from './fit-text.ts'
import { paint } from './paint.ts'

export interface TextPlace {
  readonly x: number
  /** The base line. */
  readonly y: number
  /** What does not fit into it is cut. */
  readonly width: number
  readonly font: Font
  readonly color: Color
  readonly isBold?: boolean
}

/** Draws one line of text. A text that is cut can be read by pointing at it. */
export function drawText(text: string, { x, y, width, font, color, isBold = false }: TextPlace): Html {
  const cut = cutText(text, font, width)
  const family =
    font.kind === 'mono' && xml` font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"`
  return xml`<text x="${x}" y="${y}" font-size="${font.size}"${family || undefined}${
    isBold ? xml` font-weight="600"` : undefined
  } ${paint({ fill: color })}>${cut}${cut === text ? undefined : xml`<title>${text}</title>`}</text>`
}
