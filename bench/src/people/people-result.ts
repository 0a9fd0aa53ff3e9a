import type { Contender } from '../authenticated-get/contenders.ts'
import type { Latency } from '../authenticated-get/load.ts'
import { describeMachine, type Machine } from '../authenticated-get/describe-machine.ts'
import { buildName, buildTitle } from '../authenticated-get/field-result.ts'
import { median } from '../measure.ts'
import type { Limits } from './limits.ts'
import type { CrowdSample, PeoplePace } from './measure-people.ts'
import type { PeopleContender, PeopleField } from './people-fields.ts'

/** What a field's run showed, as bench/results keeps it. */
export interface PeopleResult extends Machine {
  /** With the version of the framework. */
  readonly title: string
  readonly pace: PeoplePace
  readonly contenders: readonly PeopleContenderResult[]
  /** Measured once in each start, by runtime; the median of all starts. */
  readonly limits: Readonly<Record<string, Limits>>
}

export interface PeopleContenderResult {
  readonly name: string
  readonly kind: Contender['kind']
  readonly crowds: readonly CrowdResult[]
}

/** Medians of the starts. */
export interface CrowdResult {
  readonly people: number
  readonly requestsPerSecond: number
  /** Throughput as a share of the same headers' in the same start. */
  readonly ofSameHeaders: number
  /** Of the server's process, for one request; absent where there is no /proc. */
  readonly cpuMicroseconds?: number
  /** Beyond the same headers of the same start: the median of the differences. */
  readonly extraCpuMicroseconds?: number
  /** The lowest and the highest difference of a start. */
  readonly extraCpuSpread?: readonly [number, number]
  /** Processors that the server kept busy. Well below 1, something else than the server was the limit. */
  readonly busy?: number
  /** The throughput of ours, divided by this one's in the same start. */
  readonly timesOfOurs?: number
  /** The median of all rounds. */
  readonly latency?: Latency
}

type Start = ReadonlyMap<PeopleContender, readonly CrowdSample[]>

/** Sums up the starts of a field. */
export function buildPeopleResult(
  field: PeopleField,
  pace: PeoplePace,
  starts: readonly Start[],
  limits: PeopleResult['limits'],
): PeopleResult {
  const find = (wanted: Contender['kind']): PeopleContender =>
    field.contenders.find(({ kind }) => kind === wanted) as PeopleContender
  return {
    title: buildTitle(field),
    ...describeMachine(),
    pace,
    contenders: field.contenders.map((contender) => ({
      name: buildName(contender),
      kind: contender.kind,
      crowds: (starts[0]?.get(contender) ?? []).map(({ people }) =>
        buildCrowd(people, {
          own: collect(starts, contender, people),
          basis: collect(starts, find('same-headers'), people),
          ours: collect(starts, find('ours'), people),
        }),
      ),
    })),
    limits,
  }
}

function collect(
  starts: readonly Start[],
  contender: PeopleContender,
  people: number,
): readonly CrowdSample[] {
  return starts.flatMap((start) => start.get(contender)?.find((sample) => sample.people === people) ?? [])
}

/** Of one contender and of those that it is compared with, a sample of each start. */
interface Compared {
  readonly own: readonly CrowdSample[]
  readonly basis: readonly CrowdSample[]
  readonly ours: readonly CrowdSample[]
}

function buildCrowd(people: number, { own, basis, ours }: Compared): CrowdResult {
  const divide = (one: readonly CrowdSample[], other: readonly CrowdSample[]): number =>
    median(one.map((sample, at) => throughputOf(sample) / throughputOf(other[at])))
  const latencies = own.flatMap((sample) => sample.latencies)
  const result = {
    people,
    requestsPerSecond: Math.round(median(own.map(throughputOf))),
    ofSameHeaders: round(divide(own, basis), 3),
    timesOfOurs: round(divide(ours, own), 2),
    latency: {
      p50: round(median(latencies.map(({ p50 }) => p50)), 2),
      p99: round(median(latencies.map(({ p99 }) => p99)), 2),
    },
  }
  const cpu = own.flatMap((sample) => cpuOf(sample) ?? [])
  if (cpu.length === 0) return result
  const extra = own.map((sample, at) => (cpuOf(sample) ?? Number.NaN) - (cpuOf(basis[at]) ?? Number.NaN))
  return {
    ...result,
    cpuMicroseconds: round(median(cpu), 1),
    extraCpuMicroseconds: round(median(extra), 1),
    extraCpuSpread: [round(Math.min(...extra), 1), round(Math.max(...extra), 1)],
    busy: round(median(own.map(({ cpuSeconds = Number.NaN, seconds }) => cpuSeconds / seconds)), 2),
  }
}

function throughputOf(sample: CrowdSample | undefined): number {
  return sample === undefined ? Number.NaN : sample.answers / sample.seconds
}

function cpuOf(sample: CrowdSample | undefined): number | undefined {
  return sample?.cpuSeconds === undefined ? undefined : (sample.cpuSeconds * 1e6) / sample.answers
}

function round(value: number, places: number): number {
  const factor = 10 ** places
  return Math.round(value * factor) / factor
}
