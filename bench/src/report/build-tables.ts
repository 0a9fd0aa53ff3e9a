import type { ContenderResult, FieldResult } from '../authenticated-get/field-result.ts'
import { formatName, formatShare, formatTable, notMeasured } from './format-table.ts'
import type { SessionRead, TokenVerification } from './results.ts'

const fieldHeading = ['', 'requests/s', 'of the same headers', 'lowest to highest', 'of bare', 'CPU µs']

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
    formatName({ name, kind }),
    ...Object.entries(basis).flatMap(([algorithm, time]) => {
      const own = microseconds[algorithm] ?? Number.NaN
      return [own.toFixed(1), (own / time).toFixed(2)]
    }),
  ])
  const heading = ['', ...Object.keys(basis).flatMap((algorithm) => [`${algorithm} µs`, "of jose's"])]
  return [`${measuredOn}, ${machine}:`, formatTable([heading, ...rows])].join('\n\n')
}

function buildRow(result: ContenderResult): string[] {
  const { requestsPerSecond, ofSameHeaders, ofBare, spread, cpuMicroseconds } = result
  return [
    formatName(result),
    requestsPerSecond.toLocaleString('en'),
    formatShare(ofSameHeaders),
    spread.map(formatShare).join(' to '),
    formatShare(ofBare),
    cpuMicroseconds?.toFixed(0) ?? '',
  ]
}
