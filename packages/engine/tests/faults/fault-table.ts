import { readFileSync, writeFileSync } from 'node:fs'
import type { Fault } from './fault.ts'

const page = new URL('../../../../docs/faults.md', import.meta.url)
const [begin, end] = ['<!-- faults: begin -->', '<!-- faults: end -->']

export interface FaultGroup {
  readonly heading: string
  readonly faults: readonly Fault[]
}

/** Builds the tables of `docs/faults.md`. */
export function buildTables(groups: readonly FaultGroup[]): string {
  return groups
    .map(({ heading, faults }) =>
      [
        `## ${heading}`,
        '',
        '| what breaks | status | what the person sees | when it is over |',
        '| --- | --- | --- | --- |',
        ...faults.map(buildRow),
      ].join('\n'),
    )
    .join('\n\n')
}

function buildRow({ name, status, retryAfter, sees, over, lost }: Fault): string {
  const ends = Object.values(lost).map((why) => ` Sessions end: ${why}`)
  const header = retryAfter === null ? '' : `, \`Retry-After: ${retryAfter}\``
  return `| ${name} | ${status}${header} | ${sees}${ends.join('')} | ${over} |`
}

/** Reads the tables of the page. Padding, which prettier adds, does not count. */
export function readTables(): string {
  return normalize(readPage().split(begin)[1]?.split(end)[0] ?? '')
}

export function writeTables(tables: string): void {
  const text = readPage()
  const [before = ''] = text.split(begin)
  const after = text.split(end)[1] ?? ''
  writeFileSync(page, `${before}${begin}\n\n${tables}\n\n${end}${after}`)
}

function readPage(): string {
  return readFileSync(page, 'utf8')
}

export function normalize(tables: string): string {
  return tables.replace(/ +/gu, ' ').replace(/-{3,}/gu, '---').trim()
}
