import type { CallbackResult } from '../people/callback-result.ts'
import type { ColdStartResult } from '../people/cold-start-result.ts'
import type { MemoryResult } from '../people/memory-result.ts'
import type { CrowdResult, PeopleResult } from '../people/people-result.ts'
import { formatName, formatShare, formatTable, notMeasured } from './format-table.ts'

/** Builds a section for each field, with a table for each crowd. */
export function buildPeopleTables(results: readonly PeopleResult[]): string {
  if (results.length === 0) return notMeasured
  return results.map(buildField).join('\n\n')
}

function buildField({ title, measuredOn, machine, pace, contenders, limits }: PeopleResult): string {
  const { starts, rounds, seconds, connections } = pace
  const how = `${measuredOn}, ${machine}; ${starts} starts, ${rounds} rounds of ${seconds} s for each crowd, ${connections} connections.`
  const crowds = contenders[0]?.crowds ?? []
  const tables = crowds.map(({ people }) => {
    const heading = [
      `${people.toLocaleString('en')} in turns`,
      ...['CPU µs', 'extra CPU µs', 'lowest to highest', 'requests/s', 'of the same headers'],
    ]
    const rows = contenders.map((contender) => {
      const crowd = contender.crowds.find((one) => one.people === people)
      return [formatName(contender), ...(crowd === undefined ? [] : buildCells(crowd))]
    })
    return formatTable([heading, ...rows])
  })
  return [`### ${title}`, how, ...tables, buildLimits(limits)].filter((part) => part !== '').join('\n\n')
}

function buildCells(crowd: CrowdResult): readonly string[] {
  const { cpuMicroseconds, extraCpuMicroseconds, extraCpuSpread, requestsPerSecond, ofSameHeaders } = crowd
  return [
    cpuMicroseconds?.toFixed(1) ?? '',
    extraCpuMicroseconds?.toFixed(1) ?? '',
    extraCpuSpread?.map((extra) => extra.toFixed(1)).join(' to ') ?? '',
    requestsPerSecond.toLocaleString('en'),
    formatShare(ofSameHeaders),
  ]
}

function buildLimits(limits: PeopleResult['limits']): string {
  const rows = Object.entries(limits).flatMap(
    ([runtime, { openAlone, coldSession, verifyAlone, coldToken }]) => [
      ...(openAlone === undefined || coldSession === undefined
        ? []
        : [buildLimit(`${runtime}: opening a session`, openAlone, coldSession)]),
      ...Object.entries(verifyAlone).map(([algorithm, alone]) =>
        buildLimit(`${runtime}: verifying ${algorithm}`, alone, coldToken[algorithm] ?? Number.NaN),
      ),
    ],
  )
  return rows.length === 0
    ? ''
    : formatTable([['in the same run, CPU µs', 'alone', 'ours, not seen before', 'more', 'times'], ...rows])
}

function buildLimit(name: string, alone: number, ours: number): readonly string[] {
  return [name, alone.toFixed(1), ours.toFixed(1), (ours - alone).toFixed(1), (ours / alone).toFixed(2)]
}

/** Builds the table of the first answers. */
export function buildColdStartTable(result: ColdStartResult | undefined): string {
  if (result === undefined) return notMeasured
  const { measuredOn, machine, starts, contenders } = result
  const rows = contenders.map((contender) => [
    formatName(contender),
    contender.milliseconds.toFixed(0),
    contender.extraMilliseconds.toFixed(0),
    contender.cpuMilliseconds?.toFixed(0) ?? '',
  ])
  const table = formatTable([['', 'ms', 'beyond bare', 'CPU ms'], ...rows])
  return [`${measuredOn}, ${machine}; ${starts} starts:`, table].join('\n\n')
}

/** Builds the table of a callback and its parts. */
export function buildCallbackTable(result: CallbackResult | undefined): string {
  if (result === undefined) return notMeasured
  const { measuredOn, machine, signIns, callback, tokenRequest, verification, seal } = result
  const sum = tokenRequest + verification + seal
  const rows: readonly (readonly [name: string, time: number])[] = [
    ['one token request by oauth4webapi', tokenRequest],
    ["one ID Token, jose's `jwtVerify`", verification],
    ["one session, jose's `CompactEncrypt`", seal],
    ['the parts together', sum],
    ['**a callback**', callback],
  ]
  const cells = rows.map(([name, time]) => [name, time.toLocaleString('en'), (time / sum).toFixed(2)])
  return [
    `${measuredOn}, ${machine}; ${signIns} sign-ins:`,
    formatTable([['', 'CPU µs', 'of the parts'], ...cells]),
  ].join('\n\n')
}

/** Builds what is to be said of the heap. */
export function buildMemoryTable(result: MemoryResult | undefined): string {
  if (result === undefined) return notMeasured
  const { measuredOn, machine, requests, people, bytesPerRequest, heapMebibytes } = result
  const rows = heapMebibytes.flatMap((mebibytes, at) =>
    at % 4 === 0
      ? [[((at * requests) / (heapMebibytes.length - 1)).toLocaleString('en'), mebibytes.toFixed(1)]]
      : [],
  )
  const how = `${measuredOn}, ${machine}; ${people.toLocaleString('en')} people in turns, **${bytesPerRequest} bytes a request**:`
  return [how, formatTable([['requests', 'MiB in use'], ...rows])].join('\n\n')
}
