import { readFileSync, writeFileSync } from 'node:fs'
import type { RedisFault } from './redis-faults.ts'

const page = new URL('../../../../../docs/faults-of-redis.md', import.meta.url)
const [begin, end] = ['<!-- faults: begin -->', '<!-- faults: end -->']

/** Builds the table of the page, in the form of `docs/faults.md`. */
export function buildTable(faults: readonly RedisFault[]): string {
  return [
    '## A real Redis',
    '',
    '| what breaks | status | what the person sees | when it is over |',
    '| --- | --- | --- | --- |',
    ...faults.map(buildRow),
  ].join('\n')
}

function buildRow({ name, status, retryAfter, sees, over, lost }: RedisFault): string {
  const ends = Object.values(lost).map((why) => ` Sessions end: ${why}`)
  const header = retryAfter === null ? '' : `, \`Retry-After: ${retryAfter}\``
  return `| ${name} | ${status}${header} | ${sees}${ends.join('')} | ${over} |`
}

/** Reads the table of the page. Padding, which prettier adds, does not count. */
export function readTable(): string {
  return normalize(readFileSync(page, 'utf8').split(begin)[1]?.split(end)[0] ?? '')
}

export function writeTable(table: string): void {
  const text = readFileSync(page, 'utf8')
  const [before = ''] = text.split(begin)
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${text.split(end)[1] ?? ''}`)
}

export function normalize(table: string): string {
  return table.replace(/ +/gu, ' ').replace(/-{3,}/gu, '---').trim()
}
