/** A box of the picture. Its lines say in words what the lines between boxes show, for phones and screen readers. */
export interface Box {
  readonly label: string
  readonly lines: readonly string[]
  /** `idle` gives nothing and need not; `warn` is where something was lost. */
  readonly tone: 'plain' | 'idle' | 'good' | 'warn'
  /** The role key that the box stands for. */
  readonly roleKey?: string
}

/** Every line of a box is 20 high, its edges take 20, and 12 lie between two: pixels in the SVG, sixteenths of a rem in the HTML. */
export const lineHeight = 20
const edges = 20
const gap = 12

/** How far down the middle of each box is, with the column centred in a height. */
export function measureMiddles(boxes: readonly Box[], within: number): readonly number[] {
  let top = (within - measureColumn(boxes)) / 2
  return boxes.map((box) => {
    const height = measureBox(box)
    const middle = top + height / 2
    top += height + gap
    return middle
  })
}

export function measureColumn(boxes: readonly Box[]): number {
  return boxes.reduce((sum, box) => sum + measureBox(box) + gap, -gap)
}

export function measureBox({ lines }: Box): number {
  return edges + lineHeight * (1 + lines.length)
}
