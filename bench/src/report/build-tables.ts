import type { ContenderResult, FieldResult } from '../authenticated-get/field-result.ts'
import type { SessionRead, TokenVerification } from './results.ts'

const fieldHeading = ['', 'requests/s', 'of the same headers', 'lowest to highest', 'of bare', 'CPU µs']

const notMeasured = 'Not measured yet.'

/** Builds a section for each field. */
export function buildFieldTables(results: readonly FieldResult[]): string {
  if (results.length === 0) return notMeasured
  return results
    .map(({ title, measuredOn, machine, pace, contenders }) => {
      const { runs, rounds, seconds, connections } = pace
      const how = `${measuredOn}, ${machine}; ${runs} runs of ${rounds} rounds of ${seconds} s, ${connections} connections:`
      return [`### ${title}`, how, formatTable([fieldHeading, ...contenders.map(buildRow)])].join('\n\n')
    })
    .join('\n\n')
}

/** Builds the table of the session's reading. */
export function buildSessionTable(result: SessionRead | undefined): string {
  if (result === undefined) return notMeasured
  const { measuredOn, machine, cold, jose, warm } = result
  const rows = [
    ['', 'µs', "of jose's"],
    ["jose's `compactDecrypt`, the key kept", jose.toFixed(1), '1.00'],
    ['a session, cold', cold.toFixed(1), (cold / jose).toFixed(2)],
    ['a session, warm', warm.toFixed(1), (warm / jose).toFixed(2)],
  ]
  return [`${measuredOn}, ${machine}:`, formatTable(rows)].join('\n\n')
}

/** Builds the table of the tokens' verification, with two columns for each algorithm. */
export function buildTokenTable(result: TokenVerification | undefined): string {
  if (result === undefined) return notMeasured
  const { measuredOn, machine, contenders } = result
  const basis = contenders[0]?.microseconds ?? {}
  const rows = contenders.map(({ name, kind, microseconds }) => [
    kind === 'ours' ? `**${name}**` : name,
    ...Object.entries(basis).flatMap(([algorithm, time]) => {
      const own = microseconds[algorithm] ?? Number.NaN
      return [own.toFixed(1), (own / time).toFixed(2)]
    }),
  ])
  const heading = ['', ...Object.keys(basis).flatMap((algorithm) => [`${algorithm} µs`, "of jose's"])]
  return [`${measuredOn}, ${machine}:`, formatTable([heading, ...rows])].join('\n\n')
}

function buildRow(result: ContenderResult): string[] {
  const { name, kind, requestsPerSecond, ofSameHeaders, ofBare, spread, cpuMicroseconds } = result
  return [
    kind === 'ours' ? `**${name}**` : name,
    requestsPerSecond.toLocaleString('en'),
    formatShare(ofSameHeaders),
    spread.map(formatShare).join(' to '),
    formatShare(ofBare),
    cpuMicroseconds?.toFixed(0) ?? '',
  ]
}

function formatShare(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** Aligned as the workspace's formatter wants it: the first column to the left, numbers to the right. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  const [head = [], ...body] = rows.map((row) => row.map(pad))
  const rule = widths.map((length, column) =>
    column === 0 ? '-'.repeat(length) : `${'-'.repeat(length - 1)}:`,
  )
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
