import type { ContenderResult, FieldResult } from '../authenticated-get/field-result.ts'
import { escapeText, frameChart } from './frame-chart.ts'

const width = 860
const margin = 24
const labelWidth = 320
const barWidth = 340
const rowHeight = 26
const barHeight = 16
const headHeight = 46
const titleHeight = 66

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
  return frameChart({
    title: `${subject}: throughput`,
    heading: `${subject}, beside the same server bare`,
    note: 'Requests a second, and the share of the bare server. Longer is better.',
    description: describe(results),
    ...{ width, height, margin, marks: fields },
  })
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
