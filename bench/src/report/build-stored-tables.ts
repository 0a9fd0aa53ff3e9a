import type { CrowdResult, PeopleResult } from '../people/people-result.ts'
import { formatName, formatTable, notMeasured } from './format-table.ts'

/** Builds a section for each field whose sessions are in Redis, with a table for each crowd. */
export function buildStoredTables(results: readonly PeopleResult[]): string {
  if (results.length === 0) return notMeasured
  return results.map(buildField).join('\n\n')
}

function buildField({ title, measuredOn, machine, pace, contenders }: PeopleResult): string {
  const { starts, rounds, seconds, connections } = pace
  const how = `${measuredOn}, ${machine}; ${starts} starts, ${rounds} rounds of ${seconds} s for each crowd, ${connections} connections.`
  const tables = (contenders[0]?.crowds ?? []).map(({ people }) => {
    const heading = [
      `${people.toLocaleString('en')} in turns`,
      ...['requests/s', 'ours is so many times as fast', 'CPU µs', 'p50 ms', 'p99 ms'],
    ]
    const rows = contenders.map((contender) => {
      const crowd = contender.crowds.find((one) => one.people === people)
      return [formatName(contender), ...(crowd === undefined ? [] : buildCells(crowd))]
    })
    return formatTable([heading, ...rows])
  })
  return [`### ${title}`, how, ...tables].join('\n\n')
}

function buildCells({
  requestsPerSecond,
  timesOfOurs,
  cpuMicroseconds,
  latency,
}: CrowdResult): readonly string[] {
  return [
    requestsPerSecond.toLocaleString('en'),
    timesOfOurs?.toFixed(2) ?? '',
    cpuMicroseconds?.toFixed(1) ?? '',
    latency?.p50.toFixed(2) ?? '',
    latency?.p99.toFixed(2) ?? '',
  ]
}
