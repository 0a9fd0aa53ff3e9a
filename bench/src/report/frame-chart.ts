/** The style of all charts, for light and dark pages. */
const chartStyle = `
  .ground { fill: #ffffff; stroke: #d0d7de }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .field { font-weight: 600 }
  .note, .value { fill: #57606a }
  .own { font-weight: 600; fill: #1f2328 }
  .track { fill: #eaeef2 }
  .bare, .same-headers { fill: #afb8c1 }
  .peer { fill: #818b98 }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #30363d }
    text, .own { fill: #e6edf3 }
    .note, .value { fill: #9198a1 }
    .track { fill: #21262d }
    .bare, .same-headers { fill: #484f58 }
    .peer { fill: #6e7681 }
    .ours { fill: #4493f8 }
  }`

/** What a drawing consists of beside its marks. */
export interface ChartFrame {
  readonly title: string
  readonly heading: string
  readonly note: string
  /** The numbers for readers who do not see the bars. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly margin: number
  readonly marks: readonly string[]
}

/** Puts marks into an SVG with a ground, a heading and a description. */
export function frameChart({
  title,
  heading,
  note,
  description,
  width,
  height,
  margin,
  marks,
}: ChartFrame): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">${title}</title>
  <desc id="description">${escapeText(description)}</desc>
  <style>${chartStyle}
  </style>
  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" />
  <text class="title" x="${margin}" y="${margin + 16}">${heading}</text>
  <text class="note" x="${margin}" y="${margin + 40}">${note}</text>
${marks.join('\n')}
</svg>
`
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
