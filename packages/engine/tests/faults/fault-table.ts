import { readFileSync, writeFileSync } from 'node:fs'
import type { Fault } from './fault.ts'

const docs = new URL('../../../../docs/', import.meta.url)
const [begin, end] = ['<!-- faults: begin -->', '<!-- faults: end -->']

/** What the page says of a fault. */
export type DocumentedFault = Pick<Fault, 'name' | 'status' | 'retryAfter' | 'sees' | 'over' | 'lost'>

export interface FaultGroup<Row extends DocumentedFault = Fault> {
  readonly heading: string
  readonly faults: readonly Row[]
}

/** Builds the tables of a page. */
export function buildTables(groups: readonly FaultGroup<DocumentedFault>[]): string {
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

function buildRow({ name, status, retryAfter, sees, over, lost }: DocumentedFault): string {
  const ends = Object.values(lost).map((why) => ` Sessions end: ${why}`)
  const header = retryAfter === null ? '' : `, \`Retry-After: ${retryAfter}\``
  return `| ${name} | ${status}${header} | ${sees}${ends.join('')} | ${over} |`
}

/** Reads the tables of a page in docs/. Padding, which prettier adds, does not count. */
export function readTables(page = 'faults.md'): string {
  return normalize(readPage(page).split(begin)[1]?.split(end)[0] ?? '')
}

export function writeTables(tables: string, page = 'faults.md'): void {
  const text = readPage(page)
  const [before = ''] = text.split(begin)
  const after = text.split(end)[1] ?? ''
  writeFileSync(new URL(page, docs), `${before}${begin}\n\n${tables}\n\n${end}${after}`)
}

function readPage(page: string): string {
  return readFileSync(new URL(page, docs), 'utf8')
}

export function normalize(tables: string): string {
  return tables.replace(/ +/gu, ' ').replace(/-{3,}/gu, '---').trim()
}
