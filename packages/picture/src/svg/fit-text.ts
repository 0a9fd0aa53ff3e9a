/** How a text of the SVG is set. There is nothing to measure fonts with, so widths are estimated, a little too wide. */
export interface Font {
  readonly kind: 'sans' | 'mono'
  /** Pixels. */
  readonly size: number
}

const ems: readonly (readonly [RegExp, number])[] = [
  [/^\p{M}$/u, 0],
  // Wide in every font: East Asian letters, and pictographs.
  [/^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$/u, 1],
  [/^[\p{Extended_Pictographic}\u{20000}-\u{3fffd}]$/u, 1.3],
]
const sansEms: readonly (readonly [RegExp, number])[] = [
  [/^[iljtfIr.,:;|'"!()[\]{}/\\ -]$/u, 0.36],
  [/^[mw@%…—]$/iu, 0.95],
  [/^[A-Z_&#$+=<>~]$/u, 0.7],
]

/** The width of a text, in pixels. */
export function measureText(text: string, { kind, size }: Font): number {
  return size * [...text].reduce((sum, sign) => sum + measureSign(sign, kind), 0)
}

function measureSign(sign: string, kind: Font['kind']): number {
  const table = kind === 'mono' ? ems : [...ems, ...sansEms]
  const other = kind === 'mono' ? 0.61 : 0.58
  return table.find(([signs]) => signs.test(sign))?.[1] ?? other
}

/** Cuts a text to a width in pixels, with an ellipsis at its end. */
export function cutText(text: string, font: Font, width: number): string {
  if (measureText(text, font) <= width) return text
  let room = width - measureText('…', font)
  let cut = ''
  for (const sign of text) {
    room -= measureText(sign, font)
    if (room < 0) break
    cut += sign
  }
  return `${cut}…`
}
