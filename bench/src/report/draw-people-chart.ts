import type { CrowdResult, PeopleContenderResult, PeopleResult } from '../people/people-result.ts'
import { formatShare } from './format-table.ts'
import { escapeText, frameChart } from './frame-chart.ts'

const width = 900
const margin = 24
const labelWidth = 310
const columnWidth = 136
const barWidth = 84
const rowHeight = 26
const barHeight = 16
const headHeight = 46
const titleHeight = 66

/**
 * Draws the throughput of every contender for each crowd, as a share of the same server that writes the same headers, as SVG.
 * @param subject who asks them all
 */
export function drawPeopleChart(subject: string, results: readonly PeopleResult[]): string {
  let top = margin + titleHeight
  const marks = results.map((result) => {
    const drawing = drawField(result, top)
    top += headHeight + listCompared(result).length * rowHeight
    return drawing
  })
  return frameChart({
    title: `${subject}: throughput`,
    heading: `${subject}, beside the same headers`,
    note: 'Requests a second as a share of the same server with the same headers (100 %). “bare” is it without them. Longer is better.',
    description: describe(results),
    ...{ width, height: top + margin, margin, marks },
  })
}

/** The same headers are 100 % everywhere. */
function listCompared({ contenders }: PeopleResult): readonly PeopleContenderResult[] {
  return contenders.filter(({ kind }) => kind !== 'same-headers' && kind !== 'limit')
}

function drawField(result: PeopleResult, top: number): string {
  const crowds = result.contenders[0]?.crowds ?? []
  const headings = crowds.map(
    ({ people }, column) =>
      `  <text class="note" x="${leftOf(column)}" y="${top + 22}">${people.toLocaleString('en')} in turns</text>`,
  )
  const rows = listCompared(result).map((contender, row) =>
    drawRow(contender, top + headHeight - 10 + row * rowHeight),
  )
  const title = `  <text class="field" x="${margin}" y="${top + 22}">${escapeText(result.title)}</text>`
  return [title, ...headings, ...rows].join('\n')
}

function drawRow({ name, kind, crowds }: PeopleContenderResult, top: number): string {
  const own = kind === 'ours' ? ' own' : ''
  const label = `  <text class="label${own}" x="${margin + 12}" y="${top + 13}">${escapeText(name)}</text>`
  return [label, ...crowds.map((crowd, column) => drawBar(crowd, kind, leftOf(column), top))].join('\n')
}

function drawBar({ ofSameHeaders }: CrowdResult, kind: string, left: number, top: number): string {
  const length = Math.max(2, Math.round(Math.min(ofSameHeaders, 1) * barWidth))
  const own = kind === 'ours' ? ' own' : ''
  return `  <rect class="track" x="${left}" y="${top}" width="${barWidth}" height="${barHeight}" rx="3" />
  <rect class="${kind}" x="${left}" y="${top}" width="${length}" height="${barHeight}" rx="3" />
  <text class="value${own}" x="${left + barWidth + 6}" y="${top + 13}">${formatShare(ofSameHeaders)}</text>`
}

function leftOf(column: number): number {
  return margin + labelWidth + column * columnWidth
}

/** The numbers for readers who do not see the bars. */
function describe(results: readonly PeopleResult[]): string {
  return results
    .map((result) => {
      const shares = listCompared(result).map(({ name, crowds }) => {
        const each = crowds.map(
          ({ people, ofSameHeaders }) => `${formatShare(ofSameHeaders)} with ${people.toLocaleString('en')}`,
        )
        return `${name} ${each.join(', ')}`
      })
      return `${result.title}: ${shares.join('; ')}.`
    })
    .join(' ')
}
