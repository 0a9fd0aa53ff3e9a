import type { ContenderResult, FieldResult } from '../authenticated-get/field-result.ts'

const width = 840
const margin = 24
const labelWidth = 300
const barWidth = 340
const rowHeight = 26
const barHeight = 16
const headHeight = 46
const titleHeight = 66

const style = `
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

/**
 * Draws the throughput of every contender as a share of the same server bare, as SVG for light and dark pages.
 * @param subject what they all answer
 */
export function drawChart(subject: string, results: readonly FieldResult[]): string {
  let top = margin + titleHeight
  const fields = results.map((result) => {
    const drawing = drawField(result, top)
    top += headHeight + result.contenders.length * rowHeight
    return drawing
  })
  const height = top + margin
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">${subject}: throughput</title>
  <desc id="description">${escapeText(describe(results))}</desc>
  <style>${style}
  </style>
  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" />
  <text class="title" x="${margin}" y="${margin + 16}">${subject}, beside the same server bare</text>
  <text class="note" x="${margin}" y="${margin + 40}">Requests a second, and the share of the bare server. Longer is better.</text>
${fields.join('\n')}
</svg>
`
}

function drawField({ title, contenders }: FieldResult, top: number): string {
  const rows = contenders.map((contender, row) => drawRow(contender, top + headHeight - 10 + row * rowHeight))
  return [`  <text class="field" x="${margin}" y="${top + 22}">${escapeText(title)}</text>`, ...rows].join(
    '\n',
  )
}

function drawRow({ name, kind, ofBare, requestsPerSecond }: ContenderResult, top: number): string {
  const left = margin + labelWidth
  const length = Math.max(2, Math.round(Math.min(ofBare, 1) * barWidth))
  const baseline = top + 13
  const value = `${requestsPerSecond.toLocaleString('en')} · ${(ofBare * 100).toFixed(0)} %`
  const own = kind === 'ours' ? ' own' : ''
  return `  <text class="label${own}" x="${margin + 12}" y="${baseline}">${escapeText(name)}</text>
  <rect class="track" x="${left}" y="${top}" width="${barWidth}" height="${barHeight}" rx="3" />
  <rect class="${kind}" x="${left}" y="${top}" width="${length}" height="${barHeight}" rx="3" />
  <text class="value${own}" x="${left + barWidth + 12}" y="${baseline}">${value}</text>`
}

/** The numbers for readers who do not see the bars. */
function describe(results: readonly FieldResult[]): string {
  return results
    .map(({ title, contenders }) => {
      const shares = contenders.map(({ name, ofBare }) => `${name} ${(ofBare * 100).toFixed(0)} %`)
      return `${title}: ${shares.join(', ')}.`
    })
    .join(' ')
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
